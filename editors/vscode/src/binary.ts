import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';

/** Where a binary was found, or why none was found. */
export type Lookup =
  | { readonly found: true; readonly path: string; readonly from: Source }
  | { readonly found: false; readonly problem: string };

/** The places to look, in this order. */
export type Source = 'settings' | 'bundled' | 'PATH';

export interface Places {
  /** The setting packLsp.server.path; empty for none. The caller makes sure that it comes from someone trusted. */
  readonly configured: string;
  /** The folder of the extension, which has the binary in bin/ if it was packaged with one. */
  readonly extension: string;
  /** The environment, for PATH. */
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/**
 * Finds the pack-lsp to run. One that the settings name is used or reported, never silently replaced: whoever names
 * a binary wants to know if a different one runs.
 */
export async function findBinary(places: Places): Promise<Lookup> {
  const name = places.platform === 'win32' ? 'pack-lsp.exe' : 'pack-lsp';
  if (places.configured !== '') {
    const configured = expandHome(places.configured);
    if (!path.isAbsolute(configured)) {
      return {
        found: false,
        problem: `The setting packLsp.server.path must be an absolute path, but is "${places.configured}".`,
      };
    }
    return (await isExecutable(configured))
      ? { found: true, path: configured, from: 'settings' }
      : {
          found: false,
          problem: `The setting packLsp.server.path names "${configured}", which does not exist or cannot be run.`,
        };
  }
  const bundled = path.join(places.extension, 'bin', name);
  if (await isExecutable(bundled)) {
    return { found: true, path: bundled, from: 'bundled' };
  }
  for (const folder of pathFolders(places.env)) {
    const candidate = path.join(folder, name);
    if (await isExecutable(candidate)) {
      return { found: true, path: candidate, from: 'PATH' };
    }
  }
  return {
    found: false,
    problem: 'pack-lsp was not found: this build of the extension does not include it, and it is not on the PATH.',
  };
}

/**
 * The folders of PATH. Relative ones are ignored: they would be folders of the workspace, which anyone may have
 * written.
 */
function pathFolders(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? env.Path ?? '').split(path.delimiter).filter(folder => path.isAbsolute(folder));
}

function expandHome(file: string): string {
  return /^~[/\\]/.test(file) ? path.join(os.homedir(), file.slice(2)) : file;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
