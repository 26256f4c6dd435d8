// The extension in a browser: VS Code for the Web, github.dev. The server runs in a worker, and files are read through
// VS Code, so that virtual file systems work, too.
import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
  type LanguageClientOptions,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { answer, type Files } from '../../../playground/src/files';
import type { Start } from '../../../playground/src/worker';
import type { Check } from '../catalogue';
import { chooseCheck } from '../chooseCheck';
import { showDeployed } from '../deployed';
import { newPack } from '../newPack';
import { ProblemCollection, source } from '../problems';
import { showLocations, showReferences } from '../references';
import { section, serverSettings } from '../settings';
import { fromServerPath, toServerPath } from './uris';

declare const VERSION: string;

/** The documents that the server handles, on any file system. */
const documentSelector = [
  '**/pack.json',
  '**/{values,schema,presets}.yaml',
  '**/manifests/**/*.{yaml,yml}',
  '**/.pack-lsp.yaml',
].map(pattern => ({ pattern }));

let client: LanguageClient | undefined;
let worker: Worker | undefined;

const packs = '**/pack.json';
const noPacks = '**/{node_modules,charts,.git}/**';

/** Starts the server once the workspace has a pack. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('pack-lsp', { log: true });
  const start = once(() => startServer(context, output));
  const startForPack = async () => {
    if ((await vscode.workspace.findFiles(packs, noPacks, 1)).length > 0) {
      await start();
    }
  };
  const unavailable = () =>
    vscode.window.showInformationMessage('This needs VS Code on a computer; in a browser there is no pack-lsp to run.');
  const command = (name: string, run: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(`${section}.${name}`, run);
  const watcher = vscode.workspace.createFileSystemWatcher(packs, false, true, true);
  context.subscriptions.push(
    output,
    watcher,
    watcher.onDidCreate(() => void start()),
    vscode.workspace.onDidOpenTextDocument(document => {
      if (document.uri.path.endsWith('/pack.json')) {
        void start();
      }
    }),
    command('restart', restart),
    command('showOutput', () => {
      output.show();
    }),
    command('showDeployed', (uri?: vscode.Uri) => showDeployed(uri, toServerPath)),
    vscode.commands.registerCommand(showReferences, showLocations),
    command('explainCheck', (code?: string) => explain(context, code)),
    command('newPack', () => makePack(start)),
    ...['checkWorkspace', 'checkPack', 'newPackHere', 'menu'].map(name => command(name, unavailable)),
  );
  if (vscode.workspace.textDocuments.some(({ uri }) => uri.path.endsWith('/pack.json'))) {
    void start();
  } else {
    void startForPack();
  }
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop();
  await client?.start();
}

/** Makes a pack on any file system that VS Code can write to. */
async function makePack(start: () => Promise<void>): Promise<void> {
  await newPack({
    execute: async (name, argument) => {
      await start();
      if (client?.isRunning() !== true) {
        throw new Error('The server of packs is not running.');
      }
      return client.sendRequest('workspace/executeCommand', { command: name, arguments: [argument] });
    },
    toServer,
    fromServer,
    findPacks: async () => vscode.workspace.findFiles(packs, noPacks),
    canWrite: ({ scheme }) => vscode.workspace.fs.isWritableFileSystem(scheme) !== false,
  });
}

/** Opens the page of a check on the site; asks which one if code is not given. */
async function explain(context: vscode.ExtensionContext, code?: string): Promise<void> {
  const chosen = code ?? (await chooseCheck(checksOf(context.extension.packageJSON as Manifest)));
  if (chosen !== undefined) {
    await vscode.env.openExternal(vscode.Uri.parse(`https://pack-lsp.github.io/pack-lsp/checks/${chosen}/`));
  }
}

/** The part of package.json that lists the checks. */
interface Manifest {
  contributes: { configuration: { properties: { 'packLsp.checks': { properties: Record<string, Setting> } } } };
}

interface Setting {
  /** "Reports what it reports. Default: severity." */
  readonly description: string;
}

function checksOf({ contributes }: Manifest): Check[] {
  return Object.entries(contributes.configuration.properties['packLsp.checks'].properties).flatMap(
    ([code, { description }]) => {
      const [, summary, severity] = /^Reports (.*)\. Default: (\w+)\.$/.exec(description) ?? [];
      return summary === undefined || severity === undefined ? [] : [{ code, summary, severity }];
    },
  );
}

/** A function that runs f the first time only. */
function once(f: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= f());
}

async function startServer(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): Promise<void> {
  const options: LanguageClientOptions = {
    documentSelector,
    outputChannel: output,
    traceOutputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: { ...serverSettings(), commands: [showReferences] },
    uriConverters: { code2Protocol: toServer, protocol2Code: fromServer },
    middleware: {
      workspace: {
        configuration: params => params.items.map(item => (item.section === section ? serverSettings() : null)),
      },
    },
    diagnosticCollectionProvider: {
      create: (_name, kind) => new ProblemCollection(kind.valueOf() === 'pull' ? source : `${source} (pushed)`),
      dispose: collection => {
        collection.dispose();
      },
    },
  };
  client = new LanguageClient(section, 'pack-lsp', () => startWorker(context.extensionUri), options);
  context.subscriptions.push(client);
  try {
    await client.start();
    output.info(`pack-lsp ${VERSION} is running in a worker`);
    await vscode.commands.executeCommand('setContext', `${section}.running`, true);
  } catch (error) {
    output.error(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Starts the worker with the extension's own program, which it cannot fetch by itself everywhere. */
async function startWorker(extension: vscode.Uri): Promise<MessageTransports> {
  const read = (...path: string[]) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, ...path));
  const [script, program] = await Promise.all([read('out', 'worker.js'), read('bin', 'pack-lsp.wasm')]);
  const blob = new Blob([script as Uint8Array<ArrayBuffer>], { type: 'text/javascript' });
  worker?.terminate(); // one that was stopped
  worker = new Worker(URL.createObjectURL(blob), { name: 'pack-lsp' });
  const { port1, port2 } = new MessageChannel();
  answer(port1, workspaceFiles);
  const start: Start = { program, version: VERSION, files: port2 };
  worker.postMessage(start, [port2]);
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}

/** The files of the workspace, through VS Code. */
const workspaceFiles: Files = {
  stat: path =>
    found(path, async uri => {
      const { type, size, mtime } = await vscode.workspace.fs.stat(uri);
      return { directory: isFolder(type), size, modified: mtime };
    }),
  list: path =>
    found(path, async uri => {
      const entries = await vscode.workspace.fs.readDirectory(uri);
      return entries.map(([name, type]) => ({ name, directory: isFolder(type) }));
    }),
  read: path => found(path, async uri => vscode.workspace.fs.readFile(uri)),
};

const isFolder = (type: vscode.FileType) => (type & vscode.FileType.Directory) !== 0;

/** What read gives for the file at a path of the server; null if there is none. */
async function found<T>(path: string, read: (uri: vscode.Uri) => Promise<T>): Promise<T | null> {
  const parts = fromServerPath(path);
  if (parts === undefined || !inWorkspace(parts)) {
    return null;
  }
  try {
    return await read(vscode.Uri.from(parts));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      return null;
    }
    throw error;
  }
}

/** Reports whether a file is in a folder of the workspace: no other is asked for. */
function inWorkspace({ scheme, authority, path }: { scheme: string; authority: string; path: string }): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some(
    ({ uri }) =>
      uri.scheme === scheme &&
      uri.authority === authority &&
      (path === uri.path || path.startsWith(uri.path.endsWith('/') ? uri.path : `${uri.path}/`)),
  );
}

/** Schemes of the server's own documents, which stay as they are. */
const own = 'pack-lsp-';

function toServer(uri: vscode.Uri): string {
  return uri.scheme.startsWith(own) ? uri.toString() : vscode.Uri.file(toServerPath(uri)).toString();
}

function fromServer(text: string): vscode.Uri {
  const uri = vscode.Uri.parse(text);
  const parts = uri.scheme === 'file' ? fromServerPath(uri.path) : undefined;
  return parts === undefined ? uri : vscode.Uri.from(parts);
}
