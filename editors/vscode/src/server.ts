import * as vscode from 'vscode';
import { CloseAction, ErrorAction, RevealOutputChannelOn, type LanguageClientOptions } from 'vscode-languageclient';
import { Backoff } from './backoff';
import { CannotStart, type Life, type Platform } from './platform';
import { ProblemCollection, source } from './problems';
import { showReferences } from './references';
import { section, serverSettings } from './settings';

export type State =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  /** pid is 0 in a browser. */
  | { readonly kind: 'running'; readonly version: string; readonly pid: number }
  /** It crashed and will be restarted in a moment. */
  | { readonly kind: 'waiting'; readonly reason: string }
  /** It is not restarted until somebody does something. */
  | { readonly kind: 'failed'; readonly reason: string };

/** How long the server may take to start, in milliseconds. */
const patience = 60_000;

/** Keeps a server running from start to stop. */
export class Server implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<State>();
  readonly onDidChangeState = this.changed.event;
  private readonly backoff = new Backoff();
  private current: State = { kind: 'stopped' };
  private life: Life | undefined;
  /** The life that ended by itself and whose program is not known to have ended yet. */
  private ending: Life | undefined;
  private since = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Starts and stops run one after the other, whoever asks for them. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly platform: Platform,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  get state(): State {
    return this.current;
  }

  /** Starts the server if it is not running or about to. */
  start(): Promise<void> {
    return this.enqueue(async () => {
      if (this.current.kind === 'stopped') {
        await this.launch();
      }
    });
  }

  /** Stops the server if it is running, and starts it again with the current settings. */
  restart(): Promise<void> {
    return this.enqueue(async () => {
      this.backoff.reset();
      await this.end();
      await this.launch();
    });
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.end());
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  /**
   * Has the server run one of its commands, and returns what that gives. The server is started if nothing has started
   * it yet; the promise fails if it does not run.
   */
  async execute<T>(command: string, argument: unknown): Promise<T> {
    await this.start();
    const state = this.current;
    if (this.life === undefined || state.kind !== 'running') {
      throw new Error('reason' in state ? state.reason : 'The server of packs is not running.');
    }
    return this.life.client.sendRequest<T>('workspace/executeCommand', { command, arguments: [argument] });
  }

  /** Tells the server that files were created or changed, if it runs. */
  async changedOnDisk(uris: readonly string[]): Promise<void> {
    if (this.current.kind === 'running') {
      const changes = uris.map(uri => ({ uri, type: 1 }));
      await this.life?.client.sendNotification('workspace/didChangeWatchedFiles', { changes });
    }
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work).catch((error: unknown) => {
      this.output.error(`Unexpected: ${messageOf(error)}`);
    });
    return this.queue;
  }

  private set(state: State): void {
    this.current = state;
    this.changed.fire(state);
  }

  private async launch(): Promise<void> {
    this.set({ kind: 'starting' });
    this.since = Date.now();
    let life: Life | undefined;
    const onClose = () => {
      if (life !== undefined) {
        this.ended(life);
      }
    };
    try {
      life = await this.platform.runtime.start(this.options(onClose));
    } catch (error) {
      if (error instanceof CannotStart) {
        this.set({ kind: 'failed', reason: error.message });
        void reportFailure(error);
      } else {
        this.died(messageOf(error));
      }
      return;
    }
    const started = life;
    this.life = started;
    // A worker that fails closes no connection.
    void started.ended.then(() => {
      this.ended(started);
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silent = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`it has not answered for ${patience / 1000} seconds`));
      }, patience);
    });
    try {
      // Starting waits for an answer, which does not come from a worker that has ended, or from another program.
      const ended = started.ended.then(reason => Promise.reject(new Error(reason)));
      await Promise.race([started.client.start(), ended, silent]);
      const version = started.client.initializeResult?.serverInfo?.version ?? 'unknown';
      // It may have crashed in the meantime; ended has been called then.
      if (this.life === started) {
        this.set({ kind: 'running', version, pid: started.pid });
        this.output.info(`pack-lsp ${version} is running after ${Date.now() - this.since} ms`);
      }
    } catch (error) {
      this.output.error(`The server did not start: ${messageOf(error)}`);
      this.ended(started);
    } finally {
      clearTimeout(timer);
    }
  }

  private options(onClose: () => void): LanguageClientOptions {
    return {
      ...this.platform.clientOptions,
      documentSelector: this.platform.documentSelector(),
      outputChannel: this.output,
      traceOutputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { ...serverSettings(), commands: [showReferences] },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          onClose();
          return {
            action: CloseAction.DoNotRestart,
            handled: true,
            message: 'The connection to the server was closed',
          };
        },
      },
      middleware: {
        ...this.platform.clientOptions.middleware,
        workspace: {
          configuration: params => params.items.map(item => (item.section === section ? serverSettings() : null)),
        },
      },
      // Problems of open files are requested, so pushed ones would only duplicate them; they have their own collection.
      diagnosticCollectionProvider: {
        create: (_name, kind) => new ProblemCollection(kind.valueOf() === 'pull' ? source : `${source} (pushed)`),
        dispose: collection => {
          collection.dispose();
        },
      },
    };
  }

  /** Handles the end of a server that nobody asked to stop. */
  private ended(life: Life): void {
    if (this.life !== life) {
      return;
    }
    this.life = undefined;
    // The connection can be gone a moment before the program, which knows why.
    this.ending = life;
    life.kill();
    void life.ended.then(reason => {
      // A worker's client does not notice: it would keep its providers.
      void life.client.dispose(100).catch(() => undefined);
      // Somebody may have restarted it in the meantime.
      if (this.ending === life) {
        this.ending = undefined;
        this.died(reason);
      }
    });
  }

  private died(reason: string): void {
    const { wait, first } = this.backoff.died(Date.now() - this.since);
    this.output.error(`${reason}; starting it again in ${wait} ms`);
    this.set({ kind: 'waiting', reason });
    if (first) {
      void this.reportDeath(reason);
    }
    this.timer = setTimeout(() => {
      void this.enqueue(async () => {
        if (this.current.kind === 'waiting') {
          await this.launch();
        }
      });
    }, wait);
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    const life = this.life;
    this.life = undefined;
    this.ending = undefined;
    if (life !== undefined) {
      try {
        await life.client.stop();
      } catch (error) {
        this.output.warn(`The server did not stop when asked: ${messageOf(error)}`);
        life.kill();
      }
    }
    this.set({ kind: 'stopped' });
  }

  private async reportDeath(reason: string): Promise<void> {
    const show = 'Show Output';
    if ((await vscode.window.showWarningMessage(`${reason}. It is being started again.`, show)) === show) {
      this.output.show();
    }
  }
}

/** Shows why the server cannot be started, with a button for what helps. */
export async function reportFailure({ message, remedy }: CannotStart): Promise<void> {
  if ((await vscode.window.showErrorMessage(message, remedy.label)) === remedy.label) {
    await vscode.commands.executeCommand(remedy.command, ...remedy.args);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
