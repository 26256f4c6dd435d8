import { spawn, type ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import { Backoff } from './backoff';
import { findBinary, type Lookup } from './binary';
import { documentSelector } from './files';
import { ProblemCollection, source } from './problems';
import { showReferences } from './references';
import { section, serverPath, serverSettings } from './settings';

export type State =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly version: string; readonly pid: number }
  /** It crashed and will be restarted in a moment. */
  | { readonly kind: 'waiting'; readonly reason: string }
  /** It is not restarted until somebody does something. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One life of the server: a process and the client that talks to it. */
interface Life {
  readonly client: LanguageClient;
  readonly process: ChildProcess;
  readonly since: number;
}

/** Keeps a server running from start to stop. */
export class Server implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<State>();
  readonly onDidChangeState = this.changed.event;
  private readonly backoff = new Backoff();
  private current: State = { kind: 'stopped' };
  private life: Life | undefined;
  /** The life that ended by itself and whose process is not known to have ended yet. */
  private ending: Life | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Starts and stops run one after the other, whoever asks for them. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: vscode.Uri,
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

  /** The path of the binary, for something that somebody asked to run; if it is missing, that is reported. */
  async binary(): Promise<string | undefined> {
    const lookup = await this.lookUp();
    if (!lookup.found) {
      void this.reportMissing(lookup.problem);
      return undefined;
    }
    return lookup.path;
  }

  /** Looks for the binary, as start does. */
  lookUp(): Promise<Lookup> {
    return findBinary({
      configured: serverPath(),
      extension: this.extension.fsPath,
      env: process.env,
      platform: process.platform,
    });
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
    const lookup = await this.lookUp();
    if (!lookup.found) {
      this.set({ kind: 'failed', reason: lookup.problem });
      void this.reportMissing(lookup.problem);
      return;
    }
    this.output.info(`Starting ${lookup.path} (${lookup.from})`);
    const since = Date.now();
    let process: ChildProcess;
    try {
      process = await spawnServer(lookup.path);
    } catch (error) {
      this.died(since, `${lookup.path} cannot be started: ${messageOf(error)}`);
      return;
    }
    const onEnd = () => {
      this.ended(life);
    };
    const life: Life = { client: this.newClient(process, onEnd), process, since };
    this.life = life;
    try {
      await life.client.start();
      const version = life.client.initializeResult?.serverInfo?.version ?? 'unknown';
      // It may have crashed in the meantime; ended has been called then.
      if (this.isCurrent(life)) {
        this.set({ kind: 'running', version, pid: process.pid ?? 0 });
      }
    } catch (error) {
      this.output.error(`The server did not start: ${messageOf(error)}`);
      process.kill();
      this.ended(life);
    }
  }

  private isCurrent(life: Life): boolean {
    return this.life === life;
  }

  private newClient(process: ChildProcess, onEnd: () => void): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector,
      outputChannel: this.output,
      traceOutputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { ...serverSettings(), commands: [showReferences] },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          onEnd();
          return {
            action: CloseAction.DoNotRestart,
            handled: true,
            message: 'The connection to the server was closed',
          };
        },
      },
      middleware: {
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
    return new QuietClient(section, 'pack-lsp', () => Promise.resolve(process), options);
  }

  /** Handles the end of a server that nobody asked to stop. */
  private ended(life: Life): void {
    if (this.life !== life) {
      return;
    }
    this.life = undefined;
    // The connection can be gone a moment before the process.
    const { process, since } = life;
    if (process.exitCode !== null || process.signalCode !== null) {
      this.died(since, howEnded(process));
    } else {
      this.ending = life;
      process.once('exit', () => {
        // Somebody may have restarted it in the meantime.
        if (this.ending === life) {
          this.ending = undefined;
          this.died(since, howEnded(process));
        }
      });
      process.kill();
    }
  }

  private died(since: number, reason: string): void {
    const { wait, first } = this.backoff.died(Date.now() - since);
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
        life.process.kill();
      }
    }
    this.set({ kind: 'stopped' });
  }

  private async reportMissing(problem: string): Promise<void> {
    const settings = 'Open Settings';
    if ((await vscode.window.showErrorMessage(problem, settings)) === settings) {
      await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.server.path`);
    }
  }

  private async reportDeath(reason: string): Promise<void> {
    const show = 'Show Output';
    if ((await vscode.window.showWarningMessage(`${reason}. It is being started again.`, show)) === show) {
      this.output.show();
    }
  }
}

/** A client that writes errors only to the output: Server shows them, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Starts the binary; the promise fails if the system cannot. */
function spawnServer(binary: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, ['serve', '--stdio'], { stdio: 'pipe', windowsHide: true });
    child.once('error', reject);
    child.once('spawn', () => {
      child.off('error', reject);
      child.on('error', () => undefined); // a signal that could not be sent
      resolve(child);
    });
  });
}

function howEnded(process: ChildProcess): string {
  return process.signalCode === null
    ? `pack-lsp ended with code ${process.exitCode ?? 0}`
    : `pack-lsp was ended by ${process.signalCode}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
