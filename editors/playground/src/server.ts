// Starts the server.
import { Connection } from './connection';
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

/** Starts the server over files; fails if its program cannot be loaded. onDeployed is called when a preview changed. */
export async function startServer(files: MemoryFiles, onDeployed: () => void): Promise<Connection> {
  const worker = new Worker(new URL('worker.js', document.baseURI), { name: 'pack-lsp' });
  const failed = new Promise<never>((_resolve, reject) => {
    worker.onerror = event => {
      reject(new Error(event.message || 'the worker did not start'));
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
  const server = new Connection(worker);
  server.on('workspace/textDocumentContent/refresh', onDeployed);
  const initialized = server.request('initialize', {
    processId: null,
    clientInfo: { name: 'pack-lsp playground', version: VERSION },
    rootUri: uriOf(root),
    workspaceFolders: [{ uri: uriOf(root), name: 'packs' }],
    capabilities,
  });
  await Promise.race([initialized, failed]);
  server.notify('initialized', {});
  return server;
}
