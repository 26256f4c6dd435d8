// The files of the workspace in a browser, on any file system of VS Code.
import * as vscode from 'vscode';
import type { Files } from '../../../playground/src/files';
import { findPackJsons, isPackJson } from '../files';
import { LazyFiles, packOfName } from './lazyFiles';
import { fromServerPath, toServerPath } from './uris';

/**
 * The most packs that are all checked. A pack takes about ten looks at files, and GitHub allows a person 5,000 requests
 * an hour.
 */
export const mostPacks = 100;

/** File systems that files are on when they are opened from outside of the workspace. */
const known = ['file', 'vscode-vfs', 'vscode-remote'];

/** Schemes of the server's own documents, which stay as they are, begin with this. */
const own = 'pack-lsp-';

/** The packs of the workspace, as the server may see them. */
export class Workspace implements vscode.Disposable {
  readonly files = new LazyFiles(throughCode);
  private all = false;
  private readonly subscriptions: { dispose(): unknown }[] = [];
  /** How many packs the workspace has, if they are too many to check them all; otherwise 0. */
  tooMany = 0;

  private readonly added = new vscode.EventEmitter<vscode.Uri>();
  /** Tells of the pack.json of each pack that the server can see from then on. */
  readonly onDidAddPack = this.added.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**');
    const changed = (uri: vscode.Uri) => {
      this.files.changed(toServerPath(uri));
    };
    this.subscriptions.push(
      this.added,
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
      watcher.onDidCreate(uri => {
        changed(uri);
        if (isPackJson(uri) && this.tooMany === 0 && this.files.add(toServerPath(folderOf(uri)))) {
          this.added.fire(uri);
        }
      }),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        this.opened(uri);
      }),
    );
    for (const { uri } of vscode.workspace.textDocuments) {
      this.opened(uri);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Finds the packs, before the server looks for them. */
  async refresh(): Promise<void> {
    const found = (await findPackJsons()).filter(uri => this.knows(uri));
    this.tooMany = found.length > mostPacks && !this.all ? found.length : 0;
    if (this.tooMany === 0) {
      for (const uri of found) {
        this.files.add(toServerPath(folderOf(uri)));
      }
    }
  }

  /** Has all packs checked from now on, however many there are. */
  checkAll(): void {
    this.all = true;
  }

  /** Has the server see the pack in a folder, before all others. */
  open(folder: vscode.Uri): void {
    const pack = toServerPath(folder);
    if (this.files.open(pack)) {
      this.added.fire(vscode.Uri.joinPath(folder, 'pack.json'));
    }
  }

  /** Has the server see a file or folder that somebody has named. */
  allow(uri: vscode.Uri): void {
    this.files.allow(toServerPath(uri));
  }

  /**
   * Whether the server gets a file. The other side of a diff is none of them: it is a text without the files next to
   * it, or on the file system of another commit, which has another authority: vscode-vfs://github+REF/owner/repository.
   */
  knows({ scheme, authority }: vscode.Uri): boolean {
    const folders = foldersOf().filter(folder => folder.scheme === scheme);
    return folders.length > 0 ? folders.some(folder => folder.authority === authority) : known.includes(scheme);
  }

  /** The schemes of file systems whose files the server gets, if it knows them. */
  schemes(): string[] {
    return [...new Set([...known, ...foldersOf().map(({ scheme }) => scheme)])];
  }

  /** Takes in the pack of a document before the server asks about it. */
  private opened(uri: vscode.Uri): void {
    const path = this.knows(uri) ? packOfName(uri.path) : undefined;
    if (path !== undefined) {
      this.open(uri.with({ path }));
    }
  }
}

function foldersOf(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
}

function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

/** Files, through VS Code. */
const throughCode: Files = {
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
  if (parts === undefined) {
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

/** Whether a document is one that the server has made. */
export function isOwn({ scheme }: vscode.Uri): boolean {
  return scheme.startsWith(own);
}

export function toServer(uri: vscode.Uri): string {
  return isOwn(uri) ? uri.toString() : vscode.Uri.file(toServerPath(uri)).toString();
}

export function fromServer(text: string): vscode.Uri {
  const uri = vscode.Uri.parse(text);
  const parts = uri.scheme === 'file' ? fromServerPath(uri.path) : undefined;
  return parts === undefined ? uri : vscode.Uri.from(parts);
}
