// What the extension sets up on a computer and in a browser alike.
import * as vscode from 'vscode';
import { currentFile } from './currentFile';
import { packOf, showDeployed } from './deployed';
import { isPackJson, PackFinder, watchPacks } from './files';
import { newPack, type PackMaker } from './newPack';
import type { Platform } from './platform';
import { mayBePack } from './recognize';
import { showLocations, showReferences } from './references';
import { Server, type State } from './server';
import { section } from './settings';
import { Status, showMenu } from './status';

/** What other extensions and tests can use. */
export interface Api {
  readonly state: State;
  readonly onDidChangeState: vscode.Event<State>;
}

/**
 * Sets everything up, and starts the server once there is a pack. VS Code's activation events know neither the name of
 * an opened file nor what is in a file or next to it: `onLanguage:json` is needed for a pack.json outside of the
 * workspace, and `workspaceContains:**\/pack.json` also holds for the pack.json of other programs. So the extension may
 * be active without a pack, but then it starts and shows nothing, and costs a look at these files.
 */
export function activateOn(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
  platform: Platform,
): Server {
  const server = new Server(platform, output);
  const finder = new PackFinder(platform);
  const maker: PackMaker = {
    execute: (name, argument) => server.execute(name, argument),
    toServer: uri => platform.toServer(uri),
    mayRead: uri => {
      platform.mayRead(uri);
    },
    fromServer: uri => platform.fromServer(uri),
    findPacks: () => finder.find(),
    canWrite: folder => platform.canWrite(folder),
  };
  const command = (name: string, run: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(`${section}.${name}`, run);
  context.subscriptions.push(
    output,
    server,
    new Status(server, () => platform.note()),
    command('restart', () => server.restart()),
    command('showOutput', () => {
      output.show();
    }),
    command('checkWorkspace', () => platform.checkWorkspace()),
    command('explainCheck', (code?: string) => platform.explain(code)),
    command('newPack', () => newPack(maker)),
    command('newPackHere', (folder?: vscode.Uri) => newPack(maker, folder)),
    command('checkPack', (of?: vscode.Uri) => checkPack(platform, of)),
    command('showDeployed', (of?: vscode.Uri) => showDeployed(platform, of)),
    command('menu', () => showMenu(server, platform)),
    vscode.commands.registerCommand(showReferences, (uri: string, at: never, places: never) =>
      showLocations(from => platform.fromServer(from), uri, at, places),
    ),
    server.onDidChangeState(({ kind }) => {
      tell('running', kind === 'running');
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (server.state.kind !== 'stopped') {
        void server.restart(); // the workspace may name another binary and schema from now on
      }
    }),
  );
  startWithFirstPack(server, finder, context);
  const tellAll = () => {
    tellFolders(platform);
    void tellPacks(finder);
  };
  context.subscriptions.push(
    watchPacks(() => void tellPacks(finder)),
    vscode.workspace.onDidChangeWorkspaceFolders(tellAll),
  );
  tellAll();
  return server;
}

/** Sets a key for the conditions of menus in package.json. */
function tell(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', `${section}.${key}`, value);
}

/** Tells the menu of the explorer which folders are packs. */
async function tellPacks(finder: PackFinder): Promise<void> {
  tell(
    'packs',
    (await finder.find()).map(meta => vscode.Uri.joinPath(meta, '..').fsPath),
  );
}

/** Tells the menu of the explorer on which file systems the server reads packs, and where one can be made. */
function tellFolders(platform: Platform): void {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  // In a remote window, the explorer has another scheme for what are files here.
  const schemes = (uris: vscode.Uri[]) => [
    ...new Set(uris.flatMap(({ scheme }) => (scheme === 'file' ? [scheme, 'vscode-remote'] : [scheme]))),
  ];
  tell('schemes', schemes(folders.filter(uri => platform.knows(uri))));
  tell('writable', schemes(folders.filter(uri => platform.canWrite(uri))));
}

/** Checks the pack that a file or folder belongs to, by default the active file. */
async function checkPack(platform: Platform, of?: vscode.Uri): Promise<void> {
  const file = of ?? currentFile(uri => platform.knows(uri));
  const folder = file !== undefined && platform.knows(file) ? await packOf(file) : undefined;
  if (folder === undefined) {
    void vscode.window.showInformationMessage('Open a file of a pack to check the pack.');
    return;
  }
  await platform.checkPack(folder);
}

/** Starts the server when the workspace has a pack, or a pack.json is opened from elsewhere. */
function startWithFirstPack(server: Server, finder: PackFinder, context: vscode.ExtensionContext): void {
  const start = () => {
    void server.start();
  };
  const startForPacks = async () => {
    if (await finder.any()) {
      start();
    }
  };
  const startFor = async (document: vscode.TextDocument) => {
    if (
      finder.mayHold(document.uri) &&
      isPackJson(document.uri) &&
      (mayBePack(document.getText(), true) || (await finder.isPack(document.uri)))
    ) {
      start();
    }
  };
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(document => void startFor(document)),
    vscode.workspace.onDidChangeTextDocument(event => {
      if (server.state.kind === 'stopped') {
        void startFor(event.document); // it may become a pack while it is typed
      }
    }),
    watchPacks(() => void startForPacks()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void startForPacks()),
  );
  vscode.workspace.textDocuments.forEach(document => void startFor(document));
  void startForPacks();
}
