// What differs between a computer and a browser. Everything else of the extension is the same code.
import type * as vscode from 'vscode';
import type { BaseLanguageClient, DocumentSelector, LanguageClientOptions } from 'vscode-languageclient';

/** One life of the server: a process or a worker, and the client that talks to it. */
export interface Life {
  readonly client: BaseLanguageClient;
  /** The process; 0 for a worker. */
  readonly pid: number;
  /** Says, for people, how the program has ended, once it has. It never fails. */
  readonly ended: Promise<string>;
  /** Has the program end, if it has not. */
  kill(): void;
}

/** What the server runs in. */
export interface Runtime {
  /** Starts the program. The client is not started yet. Fails with CannotStart if trying again would not help. */
  start(options: LanguageClientOptions): Promise<Life>;
}

/** Says why there is nothing to start until somebody does something. */
export class CannotStart extends Error {
  constructor(
    message: string,
    /** The label of a button, and the command that it runs. */
    readonly remedy: { readonly label: string; readonly command: string; readonly args: readonly unknown[] },
  ) {
    super(message);
  }
}

export interface Platform {
  readonly runtime: Runtime;
  /** The documents that the server handles now. */
  documentSelector(): DocumentSelector;
  /** Options of the client that only this platform needs. */
  readonly clientOptions: LanguageClientOptions;
  /** Whether the server can read the pack that a file belongs to. */
  knows(file: vscode.Uri): boolean;
  /** The URI of a file, as the server knows it, and back. */
  toServer(uri: vscode.Uri): string;
  fromServer(uri: string): vscode.Uri;
  /** Says that somebody has named a file or folder, which may be in no pack. */
  mayRead(uri: vscode.Uri): void;
  /** Whether files can be created in a folder. */
  canWrite(folder: vscode.Uri): boolean;
  /** The most pack.json files that are looked into to find out if they are those of packs. */
  readonly mostLooks: number;
  /** What the author should know of how packs are checked, for the status item; empty for nothing. */
  note(): string;
  /** Whether the two commands that check packs run a program, which only a trusted workspace may have done. */
  readonly checkNeedsTrust: boolean;
  checkPack(folder: vscode.Uri): Promise<void>;
  checkWorkspace(): Promise<void>;
  /** Shows the page of a check; asks which one if code is not given. */
  explain(code?: string): Promise<void>;
}
