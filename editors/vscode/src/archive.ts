import { gunzipSync } from 'node:zlib';

/** The longest chart archive that is unpacked, in bytes after unpacking. */
const limit = 64 << 20;

/** The size of a tar file's blocks in bytes. */
const block = 512;

/** The name in the Chart.yaml at the top of a chart archive; undefined if there is none. */
export function chartName(archive: Uint8Array): string | undefined {
  const tar = gunzipSync(archive, { maxOutputLength: limit });
  for (let at = 0; at + block <= tar.length; ) {
    const field = (start: number, length: number) =>
      tar.toString('utf8', at + start, at + start + length).replace(/\0.*$/s, '');
    const size = parseInt(field(124, 12), 8) || 0;
    if (/^(\.\/)?[^/]+\/Chart\.yaml$/.test(field(0, 100))) {
      const text = tar.toString('utf8', at + block, at + block + size);
      return /^name:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
    }
    at += block + Math.ceil(size / block) * block;
  }
  return undefined;
}
