// A client of language servers, with what the tests of schemas need.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** A language server, started by command. settings are what it gets as its configuration. */
export class Client {
  #process;
  #received = Buffer.alloc(0);
  #lastId = 0;
  #replies = new Map();
  #waiting = [];
  #problems = new Map();
  #settings;

  constructor(command, settings) {
    this.#settings = settings;
    this.#process = spawn(command, ['--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdout.on('data', chunk => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#read();
    });
  }

  async initialize(folder) {
    await this.ask('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: {
        workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
        textDocument: {
          hover: { contentFormat: ['markdown'] },
          completion: { completionItem: { documentationFormat: ['markdown'], snippetSupport: true } },
        },
      },
    });
    this.tell('initialized', {});
    this.tell('workspace/didChangeConfiguration', { settings: this.#settings });
  }

  /** Opens a file, with text in place of what is on disk if it is given, and returns its problems. */
  async open(file, text = readFileSync(file, 'utf8')) {
    const uri = pathToFileURL(file).href;
    const languageId = file.endsWith('.json') ? 'json' : 'yaml';
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return await this.#until(() => this.#problems.get(uri));
  }

  async hover(file, line, character) {
    const textDocument = { uri: pathToFileURL(file).href };
    const hover = await this.ask('textDocument/hover', { textDocument, position: { line, character } });
    return JSON.stringify(hover?.contents ?? '');
  }

  async complete(file, line, character) {
    const textDocument = { uri: pathToFileURL(file).href };
    const found = await this.ask('textDocument/completion', { textDocument, position: { line, character } });
    return found?.items ?? found ?? [];
  }

  ask(method, params) {
    const id = ++this.#lastId;
    const reply = new Promise((resolve, reject) => this.#replies.set(id, { resolve, reject }));
    this.#send({ id, method, params });
    return reply;
  }

  tell(method, params) {
    this.#send({ method, params });
  }

  async end() {
    await this.ask('shutdown', null);
    const ended = new Promise(resolve => this.#process.once('exit', resolve));
    this.tell('exit', null);
    await ended;
  }

  #send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #read() {
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, Math.max(end, 0)))?.[1] ?? NaN);
      if (end < 0 || this.#received.length < end + 4 + length) {
        return;
      }
      const message = JSON.parse(this.#received.subarray(end + 4, end + 4 + length).toString());
      this.#received = this.#received.subarray(end + 4 + length);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, result, error }) {
    if (method === undefined) {
      const reply = this.#replies.get(id);
      this.#replies.delete(id);
      error ? reply.reject(new Error(error.message)) : reply.resolve(result);
    } else if (method === 'workspace/configuration') {
      const below = (at, key) => (key ? at?.[key] : at);
      const of = ({ section }) => (section ?? '').split('.').reduce(below, this.#settings);
      this.#send({ id, result: params.items.map(item => of(item) ?? null) });
    } else if (id !== undefined) {
      this.#send({ id, result: null });
    } else if (method === 'textDocument/publishDiagnostics') {
      this.#problems.set(params.uri, params.diagnostics);
      this.#waiting.splice(0).forEach(look => look());
    }
  }

  /** The first value other than undefined that get returns. It is asked whenever problems arrive. */
  #until(get) {
    return new Promise(resolve => {
      const look = () => {
        const value = get();
        value === undefined ? this.#waiting.push(look) : resolve(value);
      };
      look();
    });
  }
}
