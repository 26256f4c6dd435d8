import * as vscode from 'vscode';
import { parseCatalogue } from './catalogue';
import { chooseCheck } from './chooseCheck';
import { run } from './run';
import type { ProcessRuntime } from './process';

/** The scheme of the documents that hold the pages of checks. */
const scheme = 'pack-lsp-check';

/** The pages of checks, as documents: pack-lsp-check:/pack/unknown-layer.md. */
export class CheckPages implements vscode.TextDocumentContentProvider {
  constructor(private readonly runtime: ProcessRuntime) {}

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const binary = await this.runtime.binary();
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
    const binary = await this.runtime.binary();
    return binary && chooseCheck(parseCatalogue(await run(binary, 'explain', '--format=json')));
  }
}
