/**
 * The folder of the pack that a file belongs to: the nearest one around it that isPack holds for. Paths are those of
 * URIs, with slashes. Undefined if the file belongs to none.
 */
export async function packFolder(
  file: string,
  isPack: (folder: string) => PromiseLike<boolean>,
): Promise<string | undefined> {
  for (let folder = parent(file); ; folder = parent(folder)) {
    if (await isPack(folder)) {
      return folder;
    }
    if (folder === parent(folder)) {
      return undefined;
    }
  }
}

/** The path of the document that the server makes of what the pack in a folder deploys. */
export function deployedPath(folder: string): string {
  return `${folder === '/' ? '' : folder}/deployed.yaml`;
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
