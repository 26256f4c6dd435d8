// What the server reads in a browser. On the file systems of vscode.dev and github.dev, each look at a file may be a
// request to a host, which counts them. So only packs are read, and the folders above them: a workspace may have any
// number of other folders. Of everything that is to be read, what belongs to packs that an author has open comes first.
import type { Entry, Files, Reply, Stat } from '../../../playground/src/files';

/** How many looks are taken at a time; browsers have few connections to a host. */
const atOnce = 8;

/** How long what was seen of a file holds, in milliseconds, if nothing says that it has changed. */
const fresh = 10_000;

type Result = Reply['result'];

interface Look {
  readonly folder: string;
  run(): void;
}

/** Files by the absolute paths that the server knows them by. */
export class LazyFiles implements Files {
  private readonly packs = new Set<string>();
  private readonly opened = new Set<string>();
  private readonly others = new Set<string>();
  private readonly seen = new Map<string, { readonly until: number; readonly result: Promise<Result> }>();
  private readonly waiting: Look[] = [];
  private running = 0;
  /** How many looks were taken. */
  looks = 0;

  constructor(
    private readonly files: Files,
    private readonly now: () => number = Date.now,
  ) {}

  /** Has the server see the pack in a folder. It is false if it does already. */
  add(pack: string): boolean {
    const before = this.packs.size;
    this.packs.add(pack);
    return this.packs.size > before;
  }

  /** Says that a file of the pack in a folder is open. It is false if the server saw the pack already. */
  open(pack: string): boolean {
    this.opened.add(pack);
    return this.add(pack);
  }

  /** Has the server see a file or folder that is in no pack, since somebody named it. */
  allow(path: string): void {
    this.others.add(path);
  }

  has(pack: string): boolean {
    return this.packs.has(pack);
  }

  /** Says that the file at a path was created, changed or deleted. */
  changed(path: string): void {
    for (const key of [`stat ${path}`, `read ${path}`, `list ${parent(path)}`, `stat ${parent(path)}`]) {
      this.seen.delete(key);
    }
  }

  async stat(path: string): Promise<Stat | null> {
    return this.mayRead(path) ? ((await this.look('stat', path, this.packAround(path))) as Stat | null) : null;
  }

  /** A folder that is in no pack and has none below seems empty. */
  async list(path: string): Promise<Entry[] | null> {
    if (!this.leadsToPack(path) && !this.isInside(path)) {
      return [];
    }
    return (await this.look('list', path, this.packAround(path))) as Entry[] | null;
  }

  async read(path: string): Promise<Uint8Array | null> {
    return this.mayRead(path) ? ((await this.look('read', path, this.packAround(path))) as Uint8Array | null) : null;
  }

  /** Files in packs and directly in the folders above them, such as .pack-lsp.yaml. */
  private mayRead(path: string): boolean {
    return this.isInside(path) || this.leadsToPack(path) || this.leadsToPack(parent(path));
  }

  private isInside(path: string): boolean {
    return this.packAround(path) !== undefined || [...around(path)].some(folder => this.others.has(folder));
  }

  private packAround(path: string): string | undefined {
    return [...around(path)].find(folder => this.packs.has(folder));
  }

  private leadsToPack(path: string): boolean {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    return [...this.packs].some(pack => pack === path || pack.startsWith(prefix));
  }

  /** Takes a look, unless the same one was taken a moment ago. What is read is kept no longer than until it is there. */
  private look(what: 'stat' | 'list' | 'read', path: string, pack: string | undefined): Promise<Result> {
    const key = `${what} ${path}`;
    const before = this.seen.get(key);
    if (before !== undefined && before.until > this.now()) {
      return before.result;
    }
    const result = this.queued(pack ?? path, () => this.files[what](path));
    this.seen.set(key, { until: this.now() + fresh, result });
    const forget = () => {
      if (this.seen.get(key)?.result === result) {
        this.seen.delete(key);
      }
    };
    result.then(
      () => {
        if (what === 'read') {
          forget();
        }
      },
      () => {
        forget();
      },
    );
    return result;
  }

  /** Runs work when it is its turn: for open packs first. */
  private queued(folder: string, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = () => {
        this.running++;
        this.looks++;
        work()
          .then(resolve, reject)
          .finally(() => {
            this.running--;
            this.next();
          });
      };
      this.waiting.push({ folder, run });
      this.next();
    });
  }

  private next(): void {
    if (this.running < atOnce && this.waiting.length > 0) {
      const first = this.waiting.findIndex(({ folder }) => this.opened.has(folder));
      const [look] = this.waiting.splice(Math.max(first, 0), 1);
      look?.run();
    }
  }
}

/** A path, and the folders that it is in. */
function* around(path: string): Generator<string> {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    yield at;
  }
  yield '/';
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The folder of the pack that a file would belong to, going by its name; undefined if it has none of a pack. */
export function packOfName(path: string): string | undefined {
  if (/\/(pack\.json|(values|schema|presets)\.yaml)$/.test(path)) {
    return parent(path);
  }
  return /^(.*)\/manifests\/.*\.ya?ml$/.exec(path)?.[1];
}
