/// <reference lib="webworker" />
// Runs the language server in a web worker. The first message starts it; all others are JSON-RPC, both ways. It serves
// the playground, and VS Code in a browser.
import 'go-wasm-exec';
import type { Ask, Reply } from './files';

/** The first message. */
export interface Start {
  /** The program, pack-lsp-web, or where it is. */
  readonly program: string | Uint8Array;
  readonly version: string;
  /** Where files are read: it gets an Ask, and answers with a Reply. */
  readonly files: MessagePort;
}

interface Host {
  version: string;
  send(text: string): void;
  receive?(text: string): void;
  ready(): void;
  files: Record<Ask['what'], (path: string) => Promise<unknown>>;
}

declare class Go {
  importObject: WebAssembly.Imports;
  exit: (code: number) => void;
  run(instance: WebAssembly.Instance): Promise<void>;
}

declare const self: DedicatedWorkerGlobalScope & { packLsp?: Host };

/** What came before the server listens. */
let waiting: unknown[] | undefined = [];

/** Waits for the first message, and goes on from there. load gets the program. */
export function listen(load: (program: Start['program']) => Promise<WebAssembly.Module>): void {
  let started = false;
  self.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!started) {
      started = true;
      start(data as Start, load).catch((error: unknown) => {
        setTimeout(() => {
          throw error; // as an error event, for whoever made the worker
        });
      });
    } else if (waiting) {
      waiting.push(data);
    } else {
      self.packLsp?.receive?.(JSON.stringify(data));
    }
  };
}

async function start(
  { program, version, files }: Start,
  load: (program: Start['program']) => Promise<WebAssembly.Module>,
): Promise<void> {
  const ask = asker(files);
  self.packLsp = {
    version,
    send: text => {
      self.postMessage(JSON.parse(text));
    },
    ready: () => {
      const first = waiting ?? [];
      waiting = undefined;
      for (const message of first) {
        self.packLsp?.receive?.(JSON.stringify(message));
      }
    },
    files: { stat: path => ask('stat', path), list: path => ask('list', path), read: path => ask('read', path) },
  };
  const go = new Go();
  let status = 0;
  go.exit = code => {
    status = code;
  };
  await go.run(await WebAssembly.instantiate(await load(program), go.importObject));
  throw new Error(`the program ended with code ${status}`);
}

/** A function that asks for files over a port. */
function asker(port: MessagePort): (what: Ask['what'], path: string) => Promise<unknown> {
  const open = new Map<number, (reply: Reply) => void>();
  port.onmessage = ({ data }: MessageEvent<Reply>) => {
    open.get(data.id)?.(data);
    open.delete(data.id);
  };
  let last = 0;
  return (what, path) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      open.set(id, reply => {
        if (reply.error === undefined) {
          resolve(reply.result ?? null);
        } else {
          reject(new Error(reply.error));
        }
      });
      port.postMessage({ id, what, path } satisfies Ask);
    });
}
