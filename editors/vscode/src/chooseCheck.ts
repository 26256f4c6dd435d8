import * as vscode from 'vscode';
import type { Check } from './catalogue';
import { codeOf, problemsIn } from './problems';

/** Asks for one of the checks, those of the problems at the cursor first; returns its code. */
export async function chooseCheck(checks: readonly Check[]): Promise<string | undefined> {
  const here = new Set(codesAtCursor());
  const items = checks.map(check => ({
    label: check.code,
    description: here.has(check.code) ? `${check.severity}, at the cursor` : check.severity,
    detail: check.summary,
  }));
  items.sort((a, b) => Number(here.has(b.label)) - Number(here.has(a.label)));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Explain a Check',
    placeHolder: 'A check, or what it reports',
    matchOnDetail: true,
  });
  return picked?.label;
}

/** The codes of the problems at the cursor's line. */
function codesAtCursor(): string[] {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return [];
  }
  const line = editor.document.lineAt(editor.selection.active.line).range;
  return problemsIn(editor.document.uri)
    .filter(d => d.range.intersection(line) !== undefined)
    .map(codeOf);
}
