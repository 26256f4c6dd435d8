// The extension on a computer: the server is a process.
import * as vscode from 'vscode';
import { CheckPages } from './explain';
import { documentsOn } from './files';
import { ProcessRuntime } from './process';
import { activateOn, type Api } from './start';
import { CheckTasks } from './tasks';
import type { State } from './server';
import { section } from './settings';

export type { Api } from './start';

let stop: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  const output = vscode.window.createOutputChannel('pack-lsp', { log: true });
  const runtime = new ProcessRuntime(context.extensionUri, output);
  const pages = new CheckPages(runtime);
  const tasks = new CheckTasks(runtime, () => server.state.kind !== 'stopped');
  const server = activateOn(context, output, {
    runtime,
    documentSelector: () => documentsOn(['file']),
    clientOptions: {},
    knows: ({ scheme }) => scheme === 'file',
    toServer: uri => uri.toString(),
    fromServer: uri => vscode.Uri.parse(uri),
    mayRead: () => undefined, // the server reads all that it is told of
    canWrite: ({ scheme }) => scheme === 'file',
    mostLooks: Infinity,
    note: () => otherVersion(server.state, context),
    checkNeedsTrust: true,
    checkPack: folder => tasks.checkPack(folder),
    checkWorkspace: () => tasks.checkAll(),
    explain: code => pages.show(code),
  });
  stop = () => server.stop();
  context.subscriptions.push(
    pages.register(),
    tasks.register(),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${section}.server.path`) && server.state.kind !== 'stopped') {
        void server.restart();
      }
    }),
  );
  return {
    get state() {
      return server.state;
    },
    onDidChangeState: server.onDidChangeState,
  };
}

/** What to say if the binary of the settings or the PATH is of another release; empty if it is not. */
function otherVersion(state: State, context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { version: string };
  // Builds that are no releases have no number.
  const release = state.kind === 'running' ? /^v?(\d+\.\d+\.\d+)$/.exec(state.version)?.[1] : undefined;
  const differs = release !== undefined && release !== version;
  return differs ? `This extension is made for ${version}, so some of it may not work` : '';
}

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
