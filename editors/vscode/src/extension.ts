import * as vscode from 'vscode';
import { packOf, showDeployed } from './deployed';
import { CheckPages } from './explain';
import { findPacks, isPack, isPackJson, watchPacks } from './files';
import { newPack } from './newPack';
import { mayBePack } from './recognize';
import { showLocations, showReferences } from './references';
import { Server, type State } from './server';
import { section } from './settings';
import { Status, showMenu } from './status';
import { CheckTasks } from './tasks';

/** What other extensions and tests can use. */
export interface Api {
  readonly state: State;
  readonly onDidChangeState: vscode.Event<State>;
}

let server: Server | undefined;

/**
 * Sets everything up, and starts the server once there is a pack. VS Code's activation events know neither the name of
 * an opened file nor what is in a file or next to it: `onLanguage:json` is needed for a pack.json outside of the
 * workspace, and `workspaceContains:**\/pack.json` also holds for the pack.json of other programs. So the extension may
 * be active without a pack, but then it starts and shows nothing, and costs a look at these files.
 */
export function activate(context: vscode.ExtensionContext): Api {
  const output = vscode.window.createOutputChannel('pack-lsp', { log: true });
  const started = new Server(context.extensionUri, output);
  server = started;
  const pages = new CheckPages(started);
  const tasks = new CheckTasks(started);
  const command = (name: string, run: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(`${section}.${name}`, run);
  context.subscriptions.push(
    output,
    started,
    new Status(started),
    pages.register(),
    tasks.register(),
    command('restart', () => started.restart()),
    command('showOutput', () => {
      output.show();
    }),
    command('checkWorkspace', () => tasks.checkAll()),
    command('explainCheck', (code?: string) => pages.show(code)),
    command('newPack', () => newPack(started)),
    command('newPackHere', (folder?: vscode.Uri) => newPack(started, folder)),
    command('checkPack', (of?: vscode.Uri) => checkPack(tasks, of)),
    command('showDeployed', (uri?: vscode.Uri) => showDeployed(uri)),
    command('menu', () => showMenu(started)),
    vscode.commands.registerCommand(showReferences, showLocations),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${section}.server.path`)) {
        restartIfStarted(started);
      }
    }),
    started.onDidChangeState(
      state => void vscode.commands.executeCommand('setContext', `${section}.running`, state.kind === 'running'),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      restartIfStarted(started); // it may name another binary and schema from now on
    }),
  );
  startWithFirstPack(started, context);
  context.subscriptions.push(watchPacks(() => void tellPacks()));
  void tellPacks();
  return {
    get state() {
      return started.state;
    },
    onDidChangeState: started.onDidChangeState,
  };
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}

/** Tells the menu of the explorer which folders are packs. */
async function tellPacks(): Promise<void> {
  const folders = (await findPacks()).map(meta => vscode.Uri.joinPath(meta, '..').fsPath);
  await vscode.commands.executeCommand('setContext', `${section}.packs`, folders);
}

/** Checks the pack that a file or folder belongs to, by default the active file. */
async function checkPack(tasks: CheckTasks, of?: vscode.Uri): Promise<void> {
  const file = of ?? vscode.window.activeTextEditor?.document.uri;
  const folder = file?.scheme === 'file' ? await packOf(file) : undefined;
  if (folder === undefined) {
    void vscode.window.showInformationMessage('Open a file of a pack to check the pack.');
    return;
  }
  await tasks.checkPack(folder);
}

function restartIfStarted(started: Server): void {
  if (started.state.kind !== 'stopped') {
    void started.restart();
  }
}

/** Starts the server when the workspace has a pack, or a pack.json is opened from elsewhere. */
function startWithFirstPack(started: Server, context: vscode.ExtensionContext): void {
  const start = () => void started.start();
  const startForPacks = async () => {
    if ((await findPacks(1)).length > 0) {
      start();
    }
  };
  const startFor = async (document: vscode.TextDocument) => {
    if (isPackJson(document) && (mayBePack(document.getText(), true) || (await isPack(document.uri)))) {
      start();
    }
  };
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(document => void startFor(document)),
    vscode.workspace.onDidChangeTextDocument(event => {
      if (started.state.kind === 'stopped') {
        void startFor(event.document); // it may become a pack while it is typed
      }
    }),
    watchPacks(() => void startForPacks()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void startForPacks()),
  );
  vscode.workspace.textDocuments.forEach(document => void startFor(document));
  void startForPacks();
}
