// Starts the server.
import type { Connection } from './connection';
import { answer, type MemoryFiles } from './files';
import { root, uriOf } from './session';
import type { Start } from './worker';

declare const VERSION: string;

/** What this editor can do. */
const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    synchronization: {},
    publishDiagnostics: { relatedInformation: false, codeDescriptionSupport: true, versionSupport: true },
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ['markdown'],
        labelDetailsSupport: true,
        insertReplaceSupport: true,
        preselectSupport: true,
        resolveSupport: { properties: ['documentation', 'detail'] },
      },
      contextSupport: true,
    },
    hover: { contentFormat: ['markdown'] },
    codeAction: {
      isPreferredSupport: true,
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } },
    },
    definition: { linkSupport: true },
    formatting: {},
  },
  workspace: {
    applyEdit: false,
    workspaceEdit: { documentChanges: true },
    workspaceFolders: true,
    configuration: false,
    didChangeWatchedFiles: { dynamicRegistration: false },
    textDocumentContent: {},
  },
};

/**
 * Starts the server over files, for server to speak with; fails if its program cannot be loaded. onEnd is told why if it
 * ends later.
 */
export async function startServer(
  server: Connection,
  files: MemoryFiles,
  onEnd: (reason: string) => void,
): Promise<void> {
  const worker = new Worker(new URL('worker.js', document.baseURI), { name: 'pack-lsp' });
  let started = false;
  const failed = new Promise<never>((_resolve, reject) => {
    worker.onerror = event => {
      event.preventDefault(); // it is reported
      const reason = event.message || 'the worker did not start';
      server.detach(reason);
      if (started) {
        onEnd(reason);
      } else {
        reject(new Error(reason));
      }
    };
  });
  const { port1, port2 } = new MessageChannel();
  answer(port1, files);
  const start: Start = {
    program: new URL('pack-lsp.wasm.br', document.baseURI).href,
    version: VERSION,
    files: port2,
  };
  worker.postMessage(start, [port2]);
  server.attach(worker);
  const initialized = server.request('initialize', {
    processId: null,
    clientInfo: { name: 'pack-lsp playground', version: VERSION },
    rootUri: uriOf(root),
    workspaceFolders: [{ uri: uriOf(root), name: 'packs' }],
    capabilities,
  });
  await Promise.race([initialized, failed]);
  started = true;
  server.notify('initialized', {});
}
