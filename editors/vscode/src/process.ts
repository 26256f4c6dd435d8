import { spawn, type ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/node';
import { findBinary, type Lookup } from './binary';
import { CannotStart, type Life, type Runtime } from './platform';
import { reportFailure } from './server';
import { section, serverPath } from './settings';

/** Runs the server as a process of this machine. */
export class ProcessRuntime implements Runtime {
  constructor(
    private readonly extension: vscode.Uri,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  /** Looks for the binary, as start does. */
  lookUp(): Promise<Lookup> {
    return findBinary({
      configured: serverPath(),
      extension: this.extension.fsPath,
      env: process.env,
      platform: process.platform,
    });
  }

  /** The path of the binary, for something that somebody asked to run; if it is missing, that is reported. */
  async binary(): Promise<string | undefined> {
    const lookup = await this.lookUp();
    if (!lookup.found) {
      void reportFailure(missing(lookup.problem));
      return undefined;
    }
    return lookup.path;
  }

  async start(options: LanguageClientOptions): Promise<Life> {
    const lookup = await this.lookUp();
    if (!lookup.found) {
      throw missing(lookup.problem);
    }
    this.output.info(`Starting ${lookup.path} (${lookup.from})`);
    let child: ChildProcess;
    try {
      child = await spawnServer(lookup.path);
    } catch (error) {
      throw new Error(`${lookup.path} cannot be started: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    return {
      client: new QuietClient(section, 'pack-lsp', () => Promise.resolve(child), options),
      pid: child.pid ?? 0,
      ended: new Promise(resolve => {
        child.once('exit', (code, signal) => {
          resolve(signal === null ? `pack-lsp ended with code ${code ?? 0}` : `pack-lsp was ended by ${signal}`);
        });
      }),
      kill: () => {
        child.kill();
      },
    };
  }
}

function missing(problem: string): CannotStart {
  return new CannotStart(problem, {
    label: 'Open Settings',
    command: 'workbench.action.openSettings',
    args: [`${section}.server.path`],
  });
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
