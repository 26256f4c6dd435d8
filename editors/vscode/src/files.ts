import * as path from 'node:path';
import * as vscode from 'vscode';

/**
 * The documents that the server handles, by name; VS Code's language modes do not matter. The server checks whether
 * a pack.json is next to them, and ignores the others.
 */
export const documentSelector = [
  '**/pack.json',
  '**/{values,schema,presets}.yaml',
  '**/manifests/**/*.{yaml,yml}',
  '**/.pack-lsp.yaml',
].map(pattern => ({ scheme: 'file', pattern }));

/** Where packs are; not those in subfolders of a chart or in node_modules. */
const packs = '**/pack.json';
const noPacks = '**/{node_modules,charts,.git}/**';

/** Finds the pack.json files of the workspace, at most limit; all of them without a limit. */
export async function findPacks(limit?: number): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(packs, noPacks, limit);
  return found.filter(uri => uri.scheme === 'file');
}

/** Reports pack.json files that are created or deleted. The caller disposes of the watcher. */
export function watchPacks(onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(packs, false, true, false);
  return vscode.Disposable.from(watcher, watcher.onDidCreate(onChange), watcher.onDidDelete(onChange));
}

export function isPackJson(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && path.basename(document.uri.fsPath) === 'pack.json';
}
