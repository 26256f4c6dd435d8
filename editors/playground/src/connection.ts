// A JSON-RPC connection to the server in its worker.

interface Message {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** The error code of a request that was canceled. */
const canceled = -32800;

type Handler = (params: never) => unknown;

export class Connection {
  private last = 0;
  private readonly open = new Map<number | string, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly handlers = new Map<string, Handler>();

  private worker: Worker | undefined;

  /** Speaks with a worker from now on. What the one before has not answered fails. */
  attach(worker: Worker): void {
    this.detach('the server was started again');
    this.worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (this.worker === worker) {
        void this.receive(data);
      }
    });
  }

  /** Ends the worker. Requests fail until there is another one. */
  detach(reason: string): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.open.values()) {
      reject(new Error(reason));
    }
    this.open.clear();
  }

  /** Handles a notification, or a request, whose answer is what handler returns. */
  on(method: string, handler: Handler): void {
    this.handlers.set(method, handler);
  }

  notify(method: string, params: unknown): void {
    this.worker?.postMessage({ jsonrpc: '2.0', method, params });
  }

  request<T>(method: string, params: unknown, token?: { onCancellationRequested(f: () => void): void }): Promise<T> {
    const id = ++this.last;
    token?.onCancellationRequested(() => {
      this.notify('$/cancelRequest', { id });
    });
    return new Promise<T>((resolve, reject) => {
      if (this.worker === undefined) {
        reject(new Error('the server is not running'));
        return;
      }
      this.open.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.worker.postMessage({ jsonrpc: '2.0', id, method, params });
    });
  }

  private async receive({ id, method, params, result, error }: Message): Promise<void> {
    if (method === undefined) {
      const waiting = id === undefined ? undefined : this.open.get(id);
      if (id !== undefined) {
        this.open.delete(id);
      }
      if (error?.code === canceled) {
        waiting?.resolve(null); // nobody waits for it any more
      } else if (error) {
        waiting?.reject(new Error(error.message));
      } else {
        waiting?.resolve(result);
      }
      return;
    }
    const handler = this.handlers.get(method);
    if (id === undefined) {
      handler?.(params as never);
      return;
    }
    try {
      const value = (await handler?.(params as never)) ?? null;
      this.worker?.postMessage({ jsonrpc: '2.0', id, result: value });
    } catch (reason) {
      this.worker?.postMessage({ jsonrpc: '2.0', id, error: { code: -32603, message: String(reason) } });
    }
  }
}
