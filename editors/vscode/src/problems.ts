import * as vscode from 'vscode';

/** The source that the server writes into its problems, and the owner that the task's problem matcher names. */
export const source = 'pack-lsp';

/**
 * The sources that check the syntax of JSON or YAML: VS Code, Red Hat's extension, and others named after the language.
 */
const languageSources = /^(jsonc?|yaml)\b/i;

/** Problems that these report, too: mistakes of syntax, and settings that the schema of .pack-lsp.yaml forbids. */
const syntax = new Set([
  ...['json/syntax', 'json/duplicate-key', 'yaml/syntax', 'yaml/duplicate-key', 'yaml/tab-indent'],
  ...['config/syntax', 'config/invalid-setting'],
]);

type Entry = [vscode.Uri, readonly vscode.Diagnostic[] | undefined];

interface FileProblems {
  readonly uri: vscode.Uri;
  readonly problems: readonly vscode.Diagnostic[];
  /** The problems that are shown. */
  shown: readonly vscode.Diagnostic[];
}

/**
 * The problems that the server reports, without syntax errors that another extension underlines on the same line:
 * VS Code's JSON support and YAML extensions say the same, and the author need not read it twice. If no other
 * extension reports anything, all are shown.
 */
export class ProblemCollection implements vscode.DiagnosticCollection {
  private readonly shown: vscode.DiagnosticCollection;
  private readonly reported = new Map<string, FileProblems>();
  private readonly subscription: vscode.Disposable;

  constructor(readonly name: string) {
    this.shown = vscode.languages.createDiagnosticCollection(name);
    this.subscription = vscode.languages.onDidChangeDiagnostics(event => {
      for (const uri of event.uris) {
        this.refresh(uri);
      }
    });
  }

  set(uri: vscode.Uri, problems: readonly vscode.Diagnostic[] | undefined): void;
  set(entries: readonly Entry[]): void;
  set(first: vscode.Uri | readonly Entry[], problems?: readonly vscode.Diagnostic[]): void {
    for (const [uri, found] of first instanceof vscode.Uri ? [[first, problems] as Entry] : first) {
      if (found === undefined) {
        this.delete(uri);
      } else {
        const shown = withoutDoubles(uri, found);
        this.reported.set(uri.toString(), { uri, problems: found, shown });
        this.shown.set(uri, shown);
      }
    }
  }

  delete(uri: vscode.Uri): void {
    this.reported.delete(uri.toString());
    this.shown.delete(uri);
  }

  clear(): void {
    this.reported.clear();
    this.shown.clear();
  }

  forEach(
    callback: (
      uri: vscode.Uri,
      problems: readonly vscode.Diagnostic[],
      collection: vscode.DiagnosticCollection,
    ) => unknown,
  ): void {
    for (const { uri, problems } of this.reported.values()) {
      callback(uri, problems, this);
    }
  }

  get(uri: vscode.Uri): readonly vscode.Diagnostic[] | undefined {
    return this.reported.get(uri.toString())?.problems;
  }

  has(uri: vscode.Uri): boolean {
    return this.reported.has(uri.toString());
  }

  *[Symbol.iterator](): Iterator<[vscode.Uri, readonly vscode.Diagnostic[]]> {
    for (const { uri, problems } of this.reported.values()) {
      yield [uri, problems];
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.reported.clear();
    this.shown.dispose();
  }

  /**
   * Checks again what others underline in a file. It sets nothing if nothing changes, or it would be called forever.
   */
  private refresh(uri: vscode.Uri): void {
    const file = this.reported.get(uri.toString());
    if (file?.problems.some(isSyntax) !== true) {
      return;
    }
    const wanted = withoutDoubles(uri, file.problems);
    if (wanted.length !== file.shown.length || wanted.some((problem, i) => problem !== file.shown[i])) {
      file.shown = wanted;
      this.shown.set(uri, wanted);
    }
  }
}

function withoutDoubles(uri: vscode.Uri, problems: readonly vscode.Diagnostic[]): readonly vscode.Diagnostic[] {
  if (!problems.some(isSyntax)) {
    return problems;
  }
  const others = vscode.languages.getDiagnostics(uri).filter(d => languageSources.test(d.source ?? ''));
  const lines = new Set(others.map(d => d.range.start.line));
  return problems.filter(d => !isSyntax(d) || !lines.has(d.range.start.line));
}

function isSyntax(problem: vscode.Diagnostic): boolean {
  return syntax.has(codeOf(problem));
}

/** The code of a problem, such as pack/unknown-layer. */
export function codeOf(problem: vscode.Diagnostic): string {
  const { code } = problem;
  return String(typeof code === 'object' ? code.value : (code ?? ''));
}

/** The problems of the server that are shown in a file now. */
export function problemsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(d => d.source === source);
}
