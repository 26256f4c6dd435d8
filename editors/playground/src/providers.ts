// What the server knows, as Monaco asks for it.
import {
  editor,
  languages,
  MarkerSeverity,
  Range,
  Uri,
  type IRange,
  type Position,
} from 'monaco-editor/editor/editor.api';
import type * as lsp from 'vscode-languageserver-types';
import type { Connection } from './connection';

export const selector = ['json', 'yaml'];

const rangeOf = ({ start, end }: lsp.Range): IRange =>
  new Range(start.line + 1, start.character + 1, end.line + 1, end.character + 1);
const positionOf = (position: Position): lsp.Position => ({
  line: position.lineNumber - 1,
  character: position.column - 1,
});
const fromRange = (range: IRange): lsp.Range => ({
  start: { line: range.startLineNumber - 1, character: range.startColumn - 1 },
  end: { line: range.endLineNumber - 1, character: range.endColumn - 1 },
});
const at = (model: editor.ITextModel, position: Position) => ({
  textDocument: { uri: model.uri.toString(true) },
  position: positionOf(position),
});
const markdown = (text: lsp.MarkupContent | string | undefined) =>
  text === undefined ? undefined : { value: typeof text === 'string' ? text : text.value };

/** Severities by those of LSP, which begin at 1. */
const severities = [MarkerSeverity.Error, MarkerSeverity.Warning, MarkerSeverity.Info, MarkerSeverity.Hint];

export function markerOf(problem: lsp.Diagnostic): editor.IMarkerData {
  const { href } = problem.codeDescription ?? {};
  const code = String(problem.code ?? '');
  return {
    ...rangeOf(problem.range),
    severity: severities[(problem.severity ?? 1) - 1] ?? MarkerSeverity.Error,
    message: problem.message,
    source: 'pack-lsp',
    code: href === undefined ? code : { value: code, target: Uri.parse(href) },
  };
}

/** Asks the server for everything that the editor can show. problemsOf are the problems of a document. */
export function registerProviders(server: Connection, problemsOf: (uri: Uri) => lsp.Diagnostic[]): void {
  languages.registerHoverProvider(selector, {
    provideHover: async (model, position, token) => {
      const hover = await server.request<lsp.Hover | null>('textDocument/hover', at(model, position), token);
      if (hover === null) {
        return null;
      }
      const text = markdown(hover.contents as lsp.MarkupContent);
      return { contents: text ? [text] : [], ...(hover.range ? { range: rangeOf(hover.range) } : {}) };
    },
  });
  languages.registerCompletionItemProvider(selector, {
    triggerCharacters: ['"', ':', '.', ' ', '/', '-', '{', '$'],
    provideCompletionItems: async (model, position, context, token) => {
      const list = await server.request<lsp.CompletionList | lsp.CompletionItem[] | null>(
        'textDocument/completion',
        {
          ...at(model, position),
          context: { triggerKind: context.triggerKind + 1, triggerCharacter: context.triggerCharacter },
        },
        token,
      );
      const items = Array.isArray(list) ? list : (list?.items ?? []);
      const word = model.getWordUntilPosition(position);
      const here = new Range(position.lineNumber, word.startColumn, position.lineNumber, position.column);
      return {
        suggestions: items.map(item => suggestionOf(item, here)),
        incomplete: !Array.isArray(list) && list?.isIncomplete === true,
      };
    },
    resolveCompletionItem: async (suggestion, token) => {
      const { item } = suggestion as Suggestion;
      if (item.data === undefined) {
        return suggestion;
      }
      const whole = await server.request<lsp.CompletionItem>('completionItem/resolve', item, token);
      const documentation = markdown(whole.documentation);
      return { ...suggestion, ...(documentation ? { documentation } : {}), detail: whole.detail ?? '' };
    },
  });
  languages.registerCodeActionProvider(selector, {
    provideCodeActions: async (model, range, context, token) => {
      const actions = await server.request<lsp.CodeAction[] | null>(
        'textDocument/codeAction',
        {
          textDocument: { uri: model.uri.toString(true) },
          range: fromRange(range),
          context: {
            diagnostics: problemsOf(model.uri).filter(p => Range.areIntersectingOrTouching(rangeOf(p.range), range)),
            ...(context.only === undefined ? {} : { only: [context.only] }),
          },
        },
        token,
      );
      const usable = (actions ?? []).filter(action => action.edit !== undefined && action.disabled === undefined);
      return {
        actions: usable.map(({ title, kind, isPreferred, edit, diagnostics }) => ({
          title,
          kind: kind ?? 'quickfix',
          isPreferred: isPreferred === true,
          ...(diagnostics ? { diagnostics: diagnostics.map(markerOf) } : {}),
          ...(edit ? { edit: workspaceEditOf(edit) } : {}),
        })),
        dispose: () => undefined,
      };
    },
  });
  languages.registerDefinitionProvider(selector, {
    provideDefinition: async (model, position, token) => {
      const found = await server.request<lsp.Location | lsp.Location[] | lsp.LocationLink[] | null>(
        'textDocument/definition',
        at(model, position),
        token,
      );
      const places = found === null ? [] : Array.isArray(found) ? found : [found];
      return places
        .map(place => ('targetUri' in place ? { uri: place.targetUri, range: place.targetSelectionRange } : place))
        .map(({ uri, range }) => ({ uri: Uri.parse(uri), range: rangeOf(range) }))
        .filter(({ uri }) => editor.getModel(uri) !== null);
    },
  });
  languages.registerDocumentFormattingEditProvider(selector, {
    provideDocumentFormattingEdits: async (model, { tabSize, insertSpaces }, token) => {
      const edits = await server.request<lsp.TextEdit[] | null>(
        'textDocument/formatting',
        { textDocument: { uri: model.uri.toString(true) }, options: { tabSize, insertSpaces } },
        token,
      );
      return (edits ?? []).map(({ range, newText }) => ({ range: rangeOf(range), text: newText }));
    },
  });
}

interface Suggestion extends languages.CompletionItem {
  item: lsp.CompletionItem;
}

function suggestionOf(item: lsp.CompletionItem, here: IRange): Suggestion {
  const edit = item.textEdit;
  const range =
    edit === undefined
      ? here
      : 'insert' in edit
        ? { insert: rangeOf(edit.insert), replace: rangeOf(edit.replace) }
        : rangeOf(edit.range);
  const documentation = markdown(item.documentation);
  return {
    item,
    label: { label: item.label, ...item.labelDetails },
    // The kinds of LSP begin at 1 and are in another order.
    kind: kinds[item.kind ?? 1] ?? languages.CompletionItemKind.Text,
    insertText: edit?.newText ?? item.insertText ?? item.label,
    range,
    ...(item.insertTextFormat === 2
      ? { insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet }
      : { insertTextRules: languages.CompletionItemInsertTextRule.KeepWhitespace }),
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.sortText === undefined ? {} : { sortText: item.sortText }),
    ...(item.filterText === undefined ? {} : { filterText: item.filterText }),
    ...(item.preselect === undefined ? {} : { preselect: item.preselect }),
    ...(documentation ? { documentation } : {}),
    additionalTextEdits: (item.additionalTextEdits ?? []).map(extra => ({
      range: rangeOf(extra.range),
      text: extra.newText,
    })),
  };
}

const kind = languages.CompletionItemKind;

/** The kinds of completion items by their number in LSP. */
const kinds: Record<number, languages.CompletionItemKind> = {
  1: kind.Text,
  2: kind.Method,
  3: kind.Function,
  5: kind.Field,
  6: kind.Variable,
  9: kind.Module,
  10: kind.Property,
  12: kind.Value,
  13: kind.Enum,
  14: kind.Keyword,
  15: kind.Snippet,
  17: kind.File,
  18: kind.Reference,
  19: kind.Folder,
  20: kind.EnumMember,
  21: kind.Constant,
};

function workspaceEditOf(edit: lsp.WorkspaceEdit): languages.WorkspaceEdit {
  const documents = (edit.documentChanges ?? []).filter(change => 'textDocument' in change);
  const all: [string, lsp.TextEdit[]][] = [
    ...documents.map((change): [string, lsp.TextEdit[]] => [change.textDocument.uri, change.edits as lsp.TextEdit[]]),
    ...Object.entries(edit.changes ?? {}),
  ];
  return {
    edits: all.flatMap(([uri, edits]) =>
      edits.map(({ range, newText }) => ({
        resource: Uri.parse(uri),
        versionId: undefined,
        textEdit: { range: rangeOf(range), text: newText },
      })),
    ),
  };
}
