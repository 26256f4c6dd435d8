import * as vscode from 'vscode';

/** The section of the settings, the id of the client, and the first part of every command's name. */
export const section = 'packLsp';

/** The settings that the server knows; it warns of any other. */
const forServer = ['checks', 'overrides', 'schema', 'exclude'] as const;

/** What the server is sent: only what somebody has set, so that a .pack-lsp.yaml is not overruled by defaults. */
export function serverSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(section);
  const settings: Record<string, unknown> = {};
  for (const key of forServer) {
    const value: unknown = configuration.get(key);
    if (!isEmpty(value)) {
      settings[key] = value;
    }
  }
  return settings;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** The path of the binary to use. VS Code leaves out what an untrusted workspace says (restrictedConfigurations in package.json). */
export function serverPath(): string {
  return vscode.workspace.getConfiguration(section).get('server.path', '').trim();
}
