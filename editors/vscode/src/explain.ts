import * as vscode from 'vscode';
import { parseCatalogue } from './catalogue';
import { codeOf, problemsIn } from './problems';
import { run } from './run';
import type { Server } from './server';

/** The scheme of the documents that hold the pages of checks. */
const scheme = 'pack-lsp-check';

/** The pages of checks, as documents: pack-lsp-check:/pack/unknown-layer.md. */
export class CheckPages implements vscode.TextDocumentContentProvider {
  constructor(private readonly server: Server) {}

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const binary = await this.server.binary();
    return binary === undefined ? '' : run(binary, 'explain', uri.path.replace(/^\//, '').replace(/\.md$/, ''));
  }

  /** Shows the page of a check; asks which one if code is not given. */
  async show(code?: string): Promise<void> {
    const chosen = code ?? (await this.choose());
    if (chosen !== undefined) {
      await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.from({ scheme, path: `/${chosen}.md` }));
    }
  }

  private async choose(): Promise<string | undefined> {
    const binary = await this.server.binary();
    if (binary === undefined) {
      return undefined;
    }
    const here = new Set(codesAtCursor());
    const items = parseCatalogue(await run(binary, 'explain', '--format=json')).map(check => ({
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
