import * as vscode from 'vscode';

/** The section of the settings, the id of the client, and the first part of every command's name. */
export const section = 'packLsp';

/** The settings that the server knows; it warns of any other. */
const forServer = ['checks', 'overrides', 'schema', 'exclude', 'inlayHints', 'codeLens'] as const;

/** What the server is sent: only what somebody has set, so that a .pack-lsp.yaml is not overruled by defaults. */
export function serverSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(section);
  const isSet = (key: string) => {
    const setting = configuration.inspect(key);
    return [setting?.globalValue, setting?.workspaceValue, setting?.workspaceFolderValue].some(value => value !== undefined);
  };
  // null and the empty string say nothing, as the defaults do. They can also be what is left of what an untrusted workspace says.
  const saysSomething = (value: unknown) => value !== undefined && value !== null && value !== '';
  const values = forServer.filter(isSet).map(key => [key, configuration.get<unknown>(key)] as const);
  return Object.fromEntries<unknown>(values.filter(([, value]) => saysSomething(value)));
}

/** The path of the binary to use. VS Code leaves out what an untrusted workspace says (restrictedConfigurations in package.json). */
export function serverPath(): string {
  return vscode.workspace.getConfiguration(section).get('server.path', '').trim();
}
