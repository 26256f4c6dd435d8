// The extension in a browser: VS Code for the Web, github.dev. The server runs in a worker, and files are read through
// VS Code, so that virtual file systems work, too.
import * as vscode from 'vscode';
import { documentsOn } from '../files';
import { activateOn } from '../start';
import { checkAll, checkPack } from './check';
import { explain } from './explain';
import { WorkerRuntime } from './workerRuntime';
import { onlyFor } from './middleware';
import { fromServer, isOwn, toServer, Workspace } from './workspace';

let stop: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('pack-lsp', { log: true });
  const workspace = new Workspace();
  const server = activateOn(context, output, {
    runtime: new WorkerRuntime(context.extensionUri, workspace),
    documentSelector: () => documentsOn(workspace.schemes()),
    clientOptions: {
      uriConverters: { code2Protocol: toServer, protocol2Code: fromServer },
      middleware: onlyFor(uri => isOwn(uri) || workspace.knows(uri)),
    },
    knows: uri => workspace.knows(uri),
    toServer,
    fromServer,
    mayRead: uri => {
      workspace.allow(uri);
    },
    canWrite: ({ scheme }) => vscode.workspace.fs.isWritableFileSystem(scheme) !== false,
    mostLooks: 10,
    note: () =>
      workspace.tooMany === 0
        ? ''
        : `Of the ${inFull(workspace.tooMany)} packs in the workspace, those with an open file are checked`,
    checkNeedsTrust: false,
    checkPack: folder => checkPack(server, workspace, folder),
    checkWorkspace: () => checkAll(server, workspace),
    explain: code => explain(context, code),
  });
  stop = () => server.stop();
  void vscode.commands.executeCommand('setContext', 'packLsp.browser', true);
  context.subscriptions.push(
    workspace,
    workspace.onDidAddPack(meta => void server.changedOnDisk([toServer(meta)])),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (server.state.kind !== 'stopped') {
        void server.restart(); // the folders may be on another file system
      }
    }),
  );
}

const inFull = (count: number) => count.toLocaleString('en');

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
