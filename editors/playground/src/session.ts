// One pack that is being edited: its files, the texts in the editor, and what the server says about them.
import { editor, Uri } from 'monaco-editor/editor/editor.api';
import type * as lsp from 'vscode-languageserver-types';
import type { Connection } from './connection';
import type { MemoryFiles } from './files';
import { markerOf } from './providers';
import { textOf, type PackFiles } from './packs';

/** The folder that the workspace is, as the server sees it. */
export const root = '/packs';

export class Session {
  readonly models = new Map<string, editor.ITextModel>();
  private readonly problems = new Map<string, lsp.Diagnostic[]>();
  private folder = '';
  private opened: PackFiles = new Map();

  constructor(
    private readonly server: Connection,
    private readonly files: MemoryFiles,
    private readonly changed: () => void,
  ) {
    server.on(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }: { uri: string; diagnostics: lsp.Diagnostic[] }) => {
        const key = Uri.parse(uri).toString();
        this.problems.set(key, diagnostics);
        const model = editor.getModel(Uri.parse(uri));
        if (model) {
          editor.setModelMarkers(model, 'pack-lsp', diagnostics.map(markerOf));
        }
        this.changed();
      },
    );
  }

  /** Replaces the pack by another one. */
  open(name: string, files: PackFiles): void {
    for (const model of this.models.values()) {
      this.server.notify('textDocument/didClose', { textDocument: { uri: model.uri.toString(true) } });
      model.dispose();
    }
    const before = this.files.paths();
    this.models.clear();
    this.problems.clear();
    this.files.clear();
    this.folder = `${root}/${name.replace(/[^\w.-]+/g, '-') || 'pack'}`;
    this.opened = files;
    for (const [path, bytes] of files) {
      this.files.set(`${this.folder}/${path}`, bytes);
    }
    const changes = [
      ...before.map(path => ({ uri: uriOf(path), type: 3 })),
      ...this.files.paths().map(path => ({ uri: uriOf(path), type: 1 })),
    ];
    this.server.notify('workspace/didChangeWatchedFiles', { changes });
    for (const path of [...files.keys()].sort()) {
      const text = textOf(files.get(path) ?? new Uint8Array());
      if (text !== undefined && /\.(json|ya?ml|md|tpl)$/.test(path)) {
        this.openText(path, text);
      }
    }
    this.changed();
  }

  private openText(path: string, text: string): void {
    const uri = Uri.parse(uriOf(`${this.folder}/${path}`));
    const language = path.endsWith('.json') ? 'json' : /\.(ya?ml|tpl)$/.test(path) ? 'yaml' : 'plaintext';
    const model = editor.createModel(text, language, uri);
    this.models.set(path, model);
    const known = uri.toString(true);
    this.announce(model);
    model.onDidChangeContent(({ changes }) => {
      this.server.notify('textDocument/didChange', {
        textDocument: { uri: known, version: model.getVersionId() },
        contentChanges: changes.map(({ range, text }) => ({
          range: {
            start: { line: range.startLineNumber - 1, character: range.startColumn - 1 },
            end: { line: range.endLineNumber - 1, character: range.endColumn - 1 },
          },
          text,
        })),
      });
    });
  }

  private announce(model: editor.ITextModel): void {
    this.server.notify('textDocument/didOpen', {
      textDocument: {
        uri: model.uri.toString(true),
        languageId: model.getLanguageId(),
        version: model.getVersionId(),
        text: model.getValue(),
      },
    });
  }

  /** Tells a server that was started again what is open. */
  announceAll(): void {
    for (const model of this.models.values()) {
      this.announce(model);
    }
  }

  /** The pack as it is now. */
  current(): PackFiles {
    const now: PackFiles = new Map(this.opened);
    for (const [path, model] of this.models) {
      now.set(path, new TextEncoder().encode(model.getValue()));
    }
    return now;
  }

  /** The files that are not shown as text. */
  others(): string[] {
    return [...this.opened.keys()].filter(path => !this.models.has(path)).sort();
  }

  problemsOf(uri: Uri): lsp.Diagnostic[] {
    return this.problems.get(uri.toString()) ?? [];
  }

  /** All problems, with the path of their file; the most severe first. */
  allProblems(): { path: string; problem: lsp.Diagnostic }[] {
    const prefix = `${this.folder}/`;
    return [...this.problems]
      .map(([uri, problems]) => ({ path: Uri.parse(uri).path.replace(prefix, ''), problems }))
      .flatMap(({ path, problems }) => problems.map(problem => ({ path, problem })))
      .sort(
        (a, b) =>
          (a.problem.severity ?? 1) - (b.problem.severity ?? 1) ||
          a.path.localeCompare(b.path) ||
          a.problem.range.start.line - b.problem.range.start.line,
      );
  }

  /** All that the pack deploys, as one text. */
  async deployed(): Promise<string> {
    const uri = `pack-lsp-deployed://${this.folder}/deployed.yaml`;
    const { text } = await this.server.request<{ text: string }>('workspace/textDocumentContent', { uri });
    return text;
  }
}

export const uriOf = (path: string): string => `file://${path.split('/').map(encodeURIComponent).join('/')}`;
