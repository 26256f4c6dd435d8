// The server knows only files. In a browser, files have other schemes: vscode-vfs://github/owner/repository/pack.json.
// The server gets them as file:///vscode-vfs/github/owner/repository/pack.json.

interface Parts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/** Stands for an authority that is empty: a path cannot have an empty segment. */
const none = '-';

/** The path by which the server knows a file. */
export function toServerPath({ scheme, authority, path }: Parts): string {
  return `/${scheme}/${authority === '' ? none : encodeURIComponent(authority)}${path}`;
}

/** The file that the server knows by a path; undefined if it is none of a workspace. */
export function fromServerPath(path: string): Parts | undefined {
  const [, scheme, authority, rest] = /^\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (scheme === undefined || authority === undefined) {
    return undefined;
  }
  return { scheme, authority: authority === none ? '' : decodeURIComponent(authority), path: rest ?? '/' };
}
