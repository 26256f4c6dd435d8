import type * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient';

/**
 * Keeps documents from the server that a document selector lets through, since it knows schemes and names, but not
 * authorities. Requests about them find no file.
 */
export function onlyFor(matters: (uri: vscode.Uri) => boolean): Middleware {
  const filtered =
    <T>(uriOf: (event: T) => vscode.Uri) =>
    (event: T, next: (event: T) => Promise<void>) =>
      matters(uriOf(event)) ? next(event) : Promise.resolve();
  const ofDocument = filtered<vscode.TextDocument>(({ uri }) => uri);
  return {
    didOpen: ofDocument,
    didSave: ofDocument,
    didClose: ofDocument,
    didChange: filtered<vscode.TextDocumentChangeEvent>(({ document }) => document.uri),
    provideDiagnostics: (document, previous, token, next) =>
      matters('uri' in document ? document.uri : document) ? next(document, previous, token) : undefined,
  };
}
