// Packs that come from files of the person, from an archive, or from a link; and links.
import { gunzipSync, unzipSync } from 'fflate';

/** The files of a pack by their path, relative to its folder. */
export type PackFiles = Map<string, Uint8Array>;

/** What is too large to be a pack, in bytes. */
const limit = 64 << 20;

/** How long the fragment of a link may be: browsers and chats cut longer ones. */
const longestLink = 64_000;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a file; undefined if it is none. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 8000).includes(0)) {
    return undefined;
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a folder that the person has chosen. */
export async function fromFolder(list: Iterable<File>): Promise<PackFiles> {
  const files: PackFiles = new Map();
  let size = 0;
  for (const file of list) {
    if ((size += file.size) > limit) {
      throw new Error('This folder is too large for a pack.');
    }
    const path = file.webkitRelativePath || file.name;
    if (!path.split('/').some(part => part === '.git' || part === 'node_modules')) {
      files.set(path, new Uint8Array(await file.arrayBuffer()));
    }
  }
  return packIn(files);
}

/** Reads an archive of a pack: .tgz, .tar.gz, .tar or .zip. */
export async function fromArchive(file: File): Promise<PackFiles> {
  if (file.size > limit) {
    throw new Error('This archive is too large for a pack.');
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const members = unzipSync(bytes, { filter: ({ originalSize }) => originalSize < limit });
    return packIn(new Map(Object.entries(members).filter(([path]) => !path.endsWith('/'))));
  }
  return packIn(untar(bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes) : bytes));
}

function unzipped(bytes: Uint8Array): Uint8Array {
  // The last four bytes are the size, modulo 2^32.
  const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
  if (size > limit) {
    throw new Error('This archive is too large for a pack.');
  }
  return gunzipSync(bytes, { out: new Uint8Array(size) });
}

/** The regular files of a tar archive. */
function untar(tar: Uint8Array): PackFiles {
  const files: PackFiles = new Map();
  const text = (at: number, length: number) =>
    new TextDecoder().decode(tar.subarray(at, at + length)).replace(/\0.*$/s, '');
  for (let at = 0, long = ''; at + 512 <= tar.length;) {
    const size = parseInt(text(at + 124, 12), 8) || 0;
    const type = text(at + 156, 1);
    const prefix = text(at + 257, 5) === 'ustar' ? text(at + 345, 155) : '';
    const name = long || (prefix ? `${prefix}/` : '') + text(at, 100);
    const body = tar.subarray(at + 512, at + 512 + size);
    long = type === 'L' ? new TextDecoder().decode(body).replace(/\0.*$/s, '') : type === 'x' ? paxPath(body) : '';
    if (name && (type === '0' || type === '')) {
      files.set(name.replace(/^(\.?\/)+/, ''), body.slice());
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function paxPath(body: Uint8Array): string {
  return /^\d+ path=(.*)$/m.exec(new TextDecoder().decode(body))?.[1] ?? '';
}

/** The files of the topmost pack among files, with paths relative to its folder. */
export function packIn(files: PackFiles): PackFiles {
  const meta = [...files.keys()]
    .filter(path => /(^|\/)pack\.json$/.test(path))
    .sort((a, b) => a.split('/').length - b.split('/').length)[0];
  if (meta === undefined) {
    throw new Error('There is no pack.json in it.');
  }
  const folder = meta.slice(0, -'pack.json'.length);
  const below = [...files].filter(([path]) => path.startsWith(folder) && !path.includes('..'));
  return new Map(below.map(([path, bytes]) => [path.slice(folder.length), bytes]));
}

/** The fragment of a link that brings the files; undefined if it would be too long. */
export async function toFragment(files: PackFiles): Promise<string | undefined> {
  const plain: Record<string, string> = {};
  for (const [path, bytes] of files) {
    const text = textOf(bytes);
    plain[path] = text === undefined ? `b${toBase64(bytes)}` : `t${text}`;
  }
  const packed = await through(new TextEncoder().encode(JSON.stringify(plain)), new CompressionStream('deflate-raw'));
  const fragment = toBase64(packed).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return fragment.length > longestLink ? undefined : `pack=${fragment}`;
}

/** The files that the fragment of a link brings; undefined if it brings none. Throws if it is damaged. */
export async function fromFragment(fragment: string): Promise<PackFiles | undefined> {
  const packed = /^#?pack=([\w-]+)$/.exec(fragment)?.[1];
  if (packed === undefined) {
    return undefined;
  }
  const bytes = fromBase64(packed.replaceAll('-', '+').replaceAll('_', '/'));
  const json = new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')));
  const plain = JSON.parse(json) as Record<string, string>;
  return new Map(
    Object.entries(plain).map(([path, content]) => [
      path,
      content.startsWith('b') ? fromBase64(content.slice(1)) : new TextEncoder().encode(content.slice(1)),
    ]),
  );
}

async function through(bytes: Uint8Array, transform: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(transform).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    if ((size += value.length) > limit) {
      throw new Error('This link holds too much.');
    }
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), c => c.charCodeAt(0));
}
