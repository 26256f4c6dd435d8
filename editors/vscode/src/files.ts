import * as vscode from 'vscode';
import { isPackFolder, mayBePack } from './recognize';

/** The scheme of files inside chart archives. */
const chartScheme = 'pack-lsp-chart';

/** The names of the files that the server handles. */
export const patterns = [
  '**/pack.json',
  '**/{values,schema,presets}.yaml',
  '**/manifests/**/*.{yaml,yml}',
  '**/.pack-lsp.yaml',
];

/**
 * The documents that the server handles on file systems with certain schemes, by name; VS Code's language modes do not
 * matter. The server checks whether a pack.json is next to them, and ignores the others. In files inside chart
 * archives, it finds definitions.
 */
export const documentsOn = (schemes: readonly string[]) => [
  ...schemes.flatMap(scheme => patterns.map(pattern => ({ scheme, pattern }))),
  { scheme: chartScheme },
];

/** Where packs are; not those in subfolders of a chart or in node_modules. */
const packs = '**/pack.json';
const without = ['node_modules', 'charts', '.git'];
const noPacks = `**/{${without.join()}}/**`;

/** File systems that VS Code can search. */
const searchable = new Set(['file', 'vscode-remote', 'vscode-vfs']);

/** How long a search may take on another one, in milliseconds. */
const patience = 3000;

/** The most folders that are listed if nothing can be searched. */
const mostListed = 200;

/** How many files or folders are looked into at once. */
const atOnce = 50;

/** What a PackFinder needs to know of its platform. */
interface Reach {
  knows(file: vscode.Uri): boolean;
  readonly mostLooks: number;
}

/** Finds the packs of the workspace. */
export class PackFinder {
  constructor(private readonly reach: Reach) {}

  /** Whether the server could read a file. */
  mayHold(file: vscode.Uri): boolean {
    return this.reach.knows(file);
  }

  /**
   * The pack.json files of packs in the workspace. If there are too many to look into, the pack.json files of other
   * programs are among them.
   */
  async find(): Promise<vscode.Uri[]> {
    return this.first(Infinity);
  }

  /** Whether the workspace has a pack. */
  async any(): Promise<boolean> {
    return (await this.first(1)).length > 0;
  }

  /** Whether a pack.json is one of Palette, or may become one. A file that cannot be read may. */
  async isPack(uri: vscode.Uri): Promise<boolean> {
    try {
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(uri, '..'));
      if (isPackFolder(entries.map(([name]) => name))) {
        return true;
      }
      return mayBePack(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), false);
    } catch {
      return true;
    }
  }

  private async first(limit: number): Promise<vscode.Uri[]> {
    const files = (await findPackJsons()).filter(uri => this.reach.knows(uri));
    if (files.length > this.reach.mostLooks) {
      return files;
    }
    const found: vscode.Uri[] = [];
    const some = Math.min(atOnce, this.reach.mostLooks);
    for (let i = 0; i < files.length && found.length < limit; i += some) {
      const next = files.slice(i, i + some);
      const are = await Promise.all(next.map(uri => this.isPack(uri)));
      found.push(...next.filter((_, k) => are[k]));
    }
    return found;
  }
}

let searching: Promise<vscode.Uri[]> | undefined;

/** The files called pack.json in the workspace. Who asks while a search runs gets what it finds. */
export function findPackJsons(): Promise<vscode.Uri[]> {
  searching ??= search().finally(() => {
    searching = undefined;
  });
  return searching;
}

async function search(): Promise<vscode.Uri[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  if (folders.every(({ scheme }) => searchable.has(scheme))) {
    return vscode.workspace.findFiles(packs, noPacks);
  }
  const found = (await Promise.all(folders.map(searchFolder))).flat();
  return [...new Map(found.map(uri => [uri.toString(), uri])).values()];
}

/**
 * Searches one folder of the workspace. On a file system that nobody can search, VS Code finds nothing, or waits for
 * somebody who can, forever; its folders are listed then.
 */
async function searchFolder(folder: vscode.Uri): Promise<vscode.Uri[]> {
  if (!searchable.has(folder.scheme)) {
    // This has the extension started that has the file system, and usually the search of it, too.
    await vscode.workspace.fs.stat(folder).then(undefined, () => undefined);
  }
  const found = vscode.workspace.findFiles(new vscode.RelativePattern(folder, packs), noPacks);
  if (searchable.has(folder.scheme)) {
    return found;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<vscode.Uri[]>(resolve => {
    timer = setTimeout(resolve, patience, []);
  });
  const some = await Promise.race([found, silence]);
  clearTimeout(timer);
  return some.length > 0 ? some : listPackJsons(folder);
}

/** Finds the files called pack.json in a folder and those below it, the nearest ones first. */
async function listPackJsons(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const folders = [folder];
  for (let listed = 0; listed < folders.length && listed < mostListed; ) {
    const next = folders.slice(listed, Math.min(listed + atOnce, mostListed));
    listed += next.length;
    const entries = await Promise.all(
      next.map(at => vscode.workspace.fs.readDirectory(at).then(undefined, () => [] as [string, vscode.FileType][])),
    );
    entries.forEach((inside, i) => {
      for (const [name, type] of inside) {
        const uri = vscode.Uri.joinPath(next[i] ?? folder, name);
        if (name === 'pack.json' && type !== vscode.FileType.Directory) {
          found.push(uri);
        } else if (type === vscode.FileType.Directory && !without.includes(name)) {
          folders.push(uri); // not links, which may lead back here
        }
      }
    });
  }
  return found;
}

/** Reports pack.json files that are created or deleted. The caller disposes of the watcher. */
export function watchPacks(onChange: (uri: vscode.Uri) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(packs, false, true, false);
  return vscode.Disposable.from(watcher, watcher.onDidCreate(onChange), watcher.onDidDelete(onChange));
}

export function isPackJson({ path }: vscode.Uri): boolean {
  return path.endsWith('/pack.json');
}
