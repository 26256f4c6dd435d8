// How the server reads files: the worker asks over a port, and whoever has the files answers.

export interface Ask {
  readonly id: number;
  readonly what: 'stat' | 'list' | 'read';
  /** Absolute, with slashes. */
  readonly path: string;
}

export interface Reply {
  readonly id: number;
  /** null: there is nothing at the path. */
  readonly result?: Stat | Entry[] | Uint8Array | null;
  readonly error?: string;
}

export interface Stat {
  readonly directory: boolean;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface Entry {
  readonly name: string;
  readonly directory: boolean;
}

export type Files = { [what in Ask['what']]: (path: string) => Promise<Reply['result']> };

/** Answers what the server asks over port. */
export function answer(port: MessagePort, files: Files): void {
  port.onmessage = ({ data: { id, what, path } }: MessageEvent<Ask>) => {
    files[what](path).then(
      result => {
        port.postMessage({ id, result: result ?? null } satisfies Reply);
      },
      (error: unknown) => {
        port.postMessage({ id, error: String(error) } satisfies Reply);
      },
    );
  };
}

/** Files in memory, by their absolute path. */
export class MemoryFiles implements Files {
  private readonly contents = new Map<string, { bytes: Uint8Array; modified: number }>();

  set(path: string, bytes: Uint8Array): void {
    this.contents.set(path, { bytes, modified: Date.now() });
  }

  get(path: string): Uint8Array | undefined {
    return this.contents.get(path)?.bytes;
  }

  clear(): void {
    this.contents.clear();
  }

  paths(): string[] {
    return [...this.contents.keys()].sort();
  }

  stat(path: string): Promise<Stat | null> {
    const file = this.contents.get(path);
    if (file) {
      return Promise.resolve({ directory: false, size: file.bytes.length, modified: file.modified });
    }
    return Promise.resolve(this.below(path).length > 0 ? { directory: true, size: 0, modified: 0 } : null);
  }

  list(path: string): Promise<Entry[] | null> {
    const entries = new Map<string, Entry>();
    for (const rest of this.below(path)) {
      const [name = '', ...more] = rest.split('/');
      entries.set(name, { name, directory: more.length > 0 });
    }
    return Promise.resolve(entries.size > 0 ? [...entries.values()] : null);
  }

  read(path: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.get(path) ?? null);
  }

  /** The paths below a folder, relative to it. */
  private below(folder: string): string[] {
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    return this.paths()
      .filter(path => path.startsWith(prefix))
      .map(path => path.slice(prefix.length));
  }
}
