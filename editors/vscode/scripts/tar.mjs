import { gzipSync } from 'node:zlib';

/**
 * A gzipped tar archive of files, [{ name, data, mode }], the same bytes for the same files.
 * Names are at most 100 bytes, all that is needed here.
 */
export function tarGz(files) {
  const blocks = [];
  for (const { name, data, mode = 0o644 } of files) {
    const header = Buffer.alloc(512);
    const octal = (value, at, length) => header.write(value.toString(8).padStart(length - 1, '0') + '\0', at, 'latin1');
    if (header.write(name, 0, 'utf8') > 100) {
      throw new Error(`too long a name for this archive: ${name}`);
    }
    octal(mode, 100, 8);
    octal(0, 108, 8);
    octal(0, 116, 8);
    octal(data.length, 124, 12);
    octal(0, 136, 12);
    header.write('        0', 148, 'latin1');
    header.write('ustar\x0000', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(sum.toString(8).padStart(6, '0') + '\0 ', 148, 'latin1');
    blocks.push(header, data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 9 });
}
