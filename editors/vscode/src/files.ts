import * as path from 'node:path';
import * as vscode from 'vscode';
import { isPackFolder, mayBePack } from './recognize';

/** The scheme of files inside chart archives. */
const chartScheme = 'pack-lsp-chart';

/**
 * The documents that the server handles, by name; VS Code's language modes do not matter. The server checks whether
 * a pack.json is next to them, and ignores the others. In files inside chart archives, it finds definitions.
 */
export const documentSelector = [
  ...[
    '**/pack.json',
    '**/{values,schema,presets}.yaml',
    '**/manifests/**/*.{yaml,yml}',
    '**/.pack-lsp.yaml',
  ].map(pattern => ({ scheme: 'file', pattern })),
  { scheme: chartScheme },
];

/** Where packs are; not those in subfolders of a chart or in node_modules. */
const packs = '**/pack.json';
const noPacks = '**/{node_modules,charts,.git}/**';

/** How many pack.json files are looked into at once. */
const atOnce = 50;

/** Finds the pack.json files of packs in the workspace, about limit of them; all without a limit. */
export async function findPacks(limit = Infinity): Promise<vscode.Uri[]> {
  const files = (await vscode.workspace.findFiles(packs, noPacks)).filter(uri => uri.scheme === 'file');
  const found: vscode.Uri[] = [];
  for (let i = 0; i < files.length && found.length < limit; i += atOnce) {
    const some = files.slice(i, i + atOnce);
    const are = await Promise.all(some.map(uri => isPack(uri)));
    found.push(...some.filter((_, k) => are[k]));
  }
  return found;
}

/** Whether a pack.json is one of Palette, or may become one. A file that cannot be read may. */
export async function isPack(uri: vscode.Uri): Promise<boolean> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(uri, '..'));
    if (isPackFolder(entries.map(([name]) => name))) {
      return true;
    }
    return mayBePack(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), false);
  } catch {
    return true;
  }
}

/** Reports pack.json files that are created or deleted. The caller disposes of the watcher. */
export function watchPacks(onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(packs, false, true, false);
  return vscode.Disposable.from(watcher, watcher.onDidCreate(onChange), watcher.onDidDelete(onChange));
}

export function isPackJson(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && path.basename(document.uri.fsPath) === 'pack.json';
}
