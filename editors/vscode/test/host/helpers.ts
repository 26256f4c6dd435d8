import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension';

/** How long anything may take, in milliseconds. */
const patience = 60_000;

/** Waits until probe gives something, asking at every change of problems or of the server, and now and then. */
export async function until<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const value = await probe();
    if (value !== undefined && value !== false) {
      return value;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`timed out: ${what}`);
}

export function extension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>('pack-lsp.pack-lsp');
  assert.ok(found, 'the extension is not installed');
  return found;
}

export function untilState(kind: Api['state']['kind']): Promise<Api['state']> {
  return until(`the server is ${kind}`, () => {
    const { state } = extension().exports;
    return state.kind === kind ? state : undefined;
  });
}

export async function untilRunning(): Promise<{ pid: number }> {
  const state = await untilState('running');
  assert.ok(state.kind === 'running');
  return state;
}

export function fileUri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no workspace folder');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Shows a file of the workspace as it is on disk. */
export async function show(path: string): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(path)));
  await vscode.commands.executeCommand('workbench.action.files.revert');
  return editor;
}

export function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(d => d.source === 'pack-lsp');
}

export function codes(problems: readonly vscode.Diagnostic[]): string[] {
  return problems.map(d => String(typeof d.code === 'object' ? d.code.value : d.code)).sort();
}

export function untilCode(uri: vscode.Uri, code: string): Promise<vscode.Diagnostic> {
  return until(`${code} in ${uri.path}`, () => ours(uri).find(d => codes([d])[0] === code));
}

export function untilNoCode(uri: vscode.Uri, code: string): Promise<true> {
  return until(`no ${code} in ${uri.path}`, () => (codes(ours(uri)).includes(code) ? undefined : true));
}

/** The place of the only occurrence of text. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0 && !document.getText().includes(text, at + 1), `${text} stands once in ${document.fileName}`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

export async function replace(editor: vscode.TextEditor, text: string, by: string): Promise<void> {
  const place = placeOf(editor.document, text);
  assert.ok(
    await editor.edit(edit => {
      edit.replace(place, by);
    }),
  );
}

export async function setting(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('packLsp').update(key, value, vscode.ConfigurationTarget.Workspace);
}
