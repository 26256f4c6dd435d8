import * as path from 'node:path';

/**
 * The folder of the pack that a file belongs to: the nearest one around it that isPack holds for. Paths are those of
 * URIs, with slashes. Undefined if the file belongs to none.
 */
export async function packFolder(
  file: string,
  isPack: (folder: string) => PromiseLike<boolean>,
): Promise<string | undefined> {
  for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
    if (await isPack(folder)) {
      return folder;
    }
    if (folder === path.posix.dirname(folder)) {
      return undefined;
    }
  }
}

/** The path of the document that the server makes of what the pack in a folder deploys. */
export function deployedPath(folder: string): string {
  return path.posix.join(folder, 'deployed.yaml');
}
