import * as vscode from 'vscode';

/** The section of the settings, the id of the client, and the first part of every command's name. */
export const section = 'packLsp';

/** The settings that the server knows; it warns of any other. */
const forServer = [
  'extends', 'checks', 'overrides', 'schema', 'exclude', 'inlayHints', 'defaultHints', 'codeLens', 'maxProblems',
  'kubernetesVersion',
] as const;

/** What the server gets: only what somebody has set, so that defaults do not override a .pack-lsp.yaml. */
export function serverSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(section);
  const isSet = (key: string) => {
    const setting = configuration.inspect(key);
    return [setting?.globalValue, setting?.workspaceValue, setting?.workspaceFolderValue].some(
      value => value !== undefined,
    );
  };
  // null and the empty string mean the default. VS Code also uses them in place of settings of an untrusted workspace.
  const saysSomething = (value: unknown) => value !== undefined && value !== null && value !== '';
  const values = forServer.filter(isSet).map(key => [key, configuration.get<unknown>(key)] as const);
  const said = Object.fromEntries<unknown>(values.filter(([, value]) => saysSomething(value)));
  // A copy: VS Code's objects are proxies, which cannot be sent to a worker.
  return JSON.parse(JSON.stringify(said)) as Record<string, unknown>;
}

/**
 * The path of the binary to use. VS Code ignores what an untrusted workspace says (restrictedConfigurations in
 * package.json).
 */
export function serverPath(): string {
  return vscode.workspace.getConfiguration(section).get('server.path', '').trim();
}
