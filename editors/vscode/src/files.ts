import * as path from 'node:path';
import * as vscode from 'vscode';

/**
 * The documents that the server attends to, by their names alone; what they are called in VS Code's language modes does not matter. The
 * server looks at whether a pack.json stands beside them, and leaves the others alone.
 */
export const documentSelector = [
  '**/pack.json',
  '**/{values,schema,presets}.yaml',
  '**/manifests/**/*.{yaml,yml}',
  '**/.pack-lsp.yaml',
].map(pattern => ({ scheme: 'file', pattern }));

/** Where packs are; not those of a chart's subfolders, and nothing that npm brought. */
const packs = '**/pack.json';
const noPacks = '**/{node_modules,charts,.git}/**';

/** Finds the pack.json files of the workspace, at most limit of them; all without one. */
export async function findPacks(limit?: number): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(packs, noPacks, limit);
  return found.filter(uri => uri.scheme === 'file');
}

/** Tells of pack.json files that are made or deleted. The caller disposes of the watcher. */
export function watchPacks(onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(packs, false, true, false);
  return vscode.Disposable.from(watcher, watcher.onDidCreate(onChange), watcher.onDidDelete(onChange));
}

export function isPackJson(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && path.basename(document.uri.fsPath) === 'pack.json';
}
