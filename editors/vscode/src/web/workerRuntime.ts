import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
} from 'vscode-languageclient/browser';
import { answer } from '../../../playground/src/files';
import type { Start } from '../../../playground/src/worker';
import { CannotStart, type Life, type Runtime } from '../platform';
import { section } from '../settings';
import type { Workspace } from './workspace';

declare const VERSION: string;

/** Runs the server in a worker. */
export class WorkerRuntime implements Runtime {
  constructor(
    private readonly extension: vscode.Uri,
    private readonly workspace: Workspace,
  ) {}

  async start(options: LanguageClientOptions): Promise<Life> {
    const [[script, program]] = await Promise.all([this.load(), this.workspace.refresh()]);
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(url, { name: 'pack-lsp' });
    let end: (reason: string) => void;
    const ended = new Promise<string>(resolve => {
      end = reason => {
        worker.terminate();
        URL.revokeObjectURL(url);
        resolve(reason);
      };
    });
    worker.onerror = event => {
      event.preventDefault(); // it is reported here
      end(`The worker of pack-lsp has ended: ${event.message || 'it could not be loaded'}`);
    };
    const { port1, port2 } = new MessageChannel();
    answer(port1, this.workspace.files);
    const start: Start = { program, version: VERSION, files: port2 };
    worker.postMessage(start, [port2]);
    const transports = { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
    return {
      client: new QuietClient(section, 'pack-lsp', () => Promise.resolve(transports), options),
      pid: 0,
      ended,
      kill: () => {
        end('The worker of pack-lsp was ended');
      },
    };
  }

  /** Reads the extension's own program, which a worker cannot fetch by itself everywhere. */
  private async load(): Promise<readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]> {
    const read = async (...path: string[]) =>
      (await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.extension, ...path))) as Uint8Array<ArrayBuffer>;
    try {
      return await Promise.all([read('out', 'worker.js'), read('bin', 'pack-lsp.wasm')]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CannotStart(`The program of pack-lsp cannot be loaded: ${reason}`, {
        label: 'Try Again',
        command: `${section}.restart`,
        args: [],
      });
    }
  }
}

/** A client that writes errors only to the output: Server shows them, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
