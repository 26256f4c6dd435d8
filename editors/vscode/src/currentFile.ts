import * as vscode from 'vscode';

/**
 * The file that a command means that was given none: the active one; if that is none that matters, such as the output,
 * one that is shown. Pictures count, which are in no text editor.
 */
export function currentFile(matters: (file: vscode.Uri) => boolean): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const inTab =
    input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
  const shown = vscode.window.visibleTextEditors.map(editor => editor.document.uri);
  const active = vscode.window.activeTextEditor?.document.uri;
  return [active, inTab, ...shown].find(file => file !== undefined && matters(file));
}
