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
const noPacks = '**/{node_modules,charts,.git}/**';

/** How many pack.json files are looked into at once. */
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

/** The files called pack.json in the workspace. */
export function findPackJsons(): PromiseLike<vscode.Uri[]> {
  return vscode.workspace.findFiles(packs, noPacks);
}

/** Reports pack.json files that are created or deleted. The caller disposes of the watcher. */
export function watchPacks(onChange: (uri: vscode.Uri) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(packs, false, true, false);
  return vscode.Disposable.from(watcher, watcher.onDidCreate(onChange), watcher.onDidDelete(onChange));
}

export function isPackJson({ path }: vscode.Uri): boolean {
  return path.endsWith('/pack.json');
}
