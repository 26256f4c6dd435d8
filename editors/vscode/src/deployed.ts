import * as vscode from 'vscode';
import { currentFile } from './currentFile';
import { deployedPath, packFolder } from './packFolder';

/** The scheme of the documents that show what packs deploy. The server has their texts, and says when they change. */
const scheme = 'pack-lsp-deployed';

/**
 * Shows all that a pack deploys next to a file of it, by default the active one. If that is the active one, it scrolls
 * to what the value at the cursor sets.
 */
export async function showDeployed(server: PathsOfServer, of?: vscode.Uri): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const file = of ?? currentFile(uri => uri.scheme === scheme || server.knows(uri));
  const uri = file && (await deployedUri(file, server));
  if (uri === undefined) {
    void vscode.window.showInformationMessage('Open a file of a pack to see what the pack deploys.');
    return;
  }
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    void vscode.window.showWarningMessage('The server does not know what this pack deploys. Is it running?');
    return;
  }
  const shown = await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: false,
  });
  if (editor?.document.uri.toString() === file?.toString() && editor !== undefined) {
    await reveal(shown, editor);
  }
}

/** Scrolls to the first field that the value at the cursor of editor sets. */
async function reveal(shown: vscode.TextEditor, editor: vscode.TextEditor): Promise<void> {
  const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeImplementationProvider',
    editor.document.uri,
    editor.selection.active,
  );
  const first = places
    .map(place => ('targetUri' in place ? new vscode.Location(place.targetUri, place.targetRange) : place))
    .find(({ uri }) => uri.toString() === shown.document.uri.toString());
  if (first !== undefined) {
    shown.selection = new vscode.Selection(first.range.start, first.range.end);
    shown.revealRange(first.range, vscode.TextEditorRevealType.InCenter);
  }
}

/** What the server knows files by; see Platform. */
interface PathsOfServer {
  knows(file: vscode.Uri): boolean;
  toServer(uri: vscode.Uri): string;
}

/** The document that shows what the pack of a file deploys; undefined if the server knows no such pack. */
async function deployedUri(file: vscode.Uri, server: PathsOfServer): Promise<vscode.Uri | undefined> {
  if (file.scheme === scheme) {
    return file;
  }
  const folder = server.knows(file) ? await packOf(file) : undefined;
  if (folder === undefined) {
    return undefined;
  }
  const { path } = vscode.Uri.parse(server.toServer(folder));
  return vscode.Uri.from({ scheme, path: deployedPath(path) });
}

/** The folder of the pack that a file or folder belongs to; undefined if it belongs to none. */
export async function packOf(of: vscode.Uri): Promise<vscode.Uri | undefined> {
  const isPack = (path: string) =>
    vscode.workspace.fs.stat(of.with({ path: `${path === '/' ? '' : path}/pack.json` })).then(
      () => true,
      () => false,
    );
  const path = (await isPack(of.path)) ? of.path : await packFolder(of.path, isPack);
  return path === undefined ? undefined : of.with({ path });
}
