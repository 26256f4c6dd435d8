// Packs that come from files of the person, from an archive, or from a link; and links.
import { unzipSync } from 'fflate';

/** The files of a pack by their path, relative to its folder. */
export type PackFiles = Map<string, Uint8Array>;

/** What is too large to be a pack, in bytes, and in files. */
const limit = 64 << 20;
const mostFiles = 2_000;

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

/** A pack that was found among files. */
export interface Found {
  /** The name of its folder; empty if it is what was looked into. */
  readonly name: string;
  readonly files: PackFiles;
  /** How many packs there are. */
  readonly of: number;
}

/** Reads a folder that the person has chosen. It fails with a sentence for the person. */
export async function fromFolder(list: Iterable<File>): Promise<Found> {
  const chosen = [...list].filter(({ webkitRelativePath }) => !/(^|\/)(\.git|node_modules)\//.test(webkitRelativePath));
  if (chosen.length > mostFiles || chosen.reduce((sum, { size }) => sum + size, 0) > limit) {
    throw tooLarge('This folder');
  }
  const files: PackFiles = new Map();
  for (const file of chosen) {
    files.set(file.webkitRelativePath || file.name, new Uint8Array(await file.arrayBuffer()));
  }
  return packIn(files);
}

/** Reads an archive of a pack: .tgz, .tar.gz, .tar or .zip. It fails with a sentence for the person. */
export async function fromArchive(file: File): Promise<Found> {
  if (file.size > limit) {
    throw tooLarge(file.name);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let files: PackFiles;
  try {
    files =
      bytes[0] === 0x50 && bytes[1] === 0x4b
        ? unzip(bytes)
        : untar(bytes[0] === 0x1f && bytes[1] === 0x8b ? await gunzip(bytes) : bytes);
  } catch (error) {
    throw error instanceof TooLarge
      ? tooLarge(file.name)
      : new Error(`${file.name} cannot be read; it must be a .tgz, .tar or .zip archive.`, { cause: error });
  }
  return packIn(files);
}

/** Says, within this file, that something is larger than a pack may be. */
class TooLarge extends Error {}

function tooLarge(name: string): Error {
  return new Error(`${name} is too large for a pack: at most 64 MB and ${mostFiles.toLocaleString('en')} files.`);
}

function unzip(bytes: Uint8Array): PackFiles {
  let size = 0;
  let count = 0;
  const filter = ({ originalSize }: { originalSize: number }) => {
    if ((size += originalSize) > limit || ++count > mostFiles) {
      throw new TooLarge();
    }
    return true;
  };
  return new Map(Object.entries(unzipSync(bytes, { filter })).filter(([path]) => !path.endsWith('/')));
}

async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  return through(bytes, new DecompressionStream('gzip'));
}

/** The regular files of a tar archive. */
function untar(tar: Uint8Array): PackFiles {
  const files: PackFiles = new Map();
  if (tar.length < 512 || new TextDecoder().decode(tar.subarray(257, 262)) !== 'ustar') {
    throw new Error('not a tar archive');
  }
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
      if (files.size > mostFiles) {
        throw new TooLarge();
      }
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function paxPath(body: Uint8Array): string {
  return /^\d+ path=(.*)$/m.exec(new TextDecoder().decode(body))?.[1] ?? '';
}

/** The first one of the topmost packs among files, with paths relative to its folder. */
function packIn(files: PackFiles): Found {
  const depth = (path: string) => path.split('/').length;
  const metas = [...files.keys()]
    .filter(path => /(^|\/)pack\.json$/.test(path))
    .sort((a, b) => depth(a) - depth(b) || a.localeCompare(b));
  const [meta] = metas;
  if (meta === undefined) {
    const isChart = [...files.keys()].some(path => /^([^/]+\/)?Chart\.yaml$/.test(path));
    throw new Error(
      isChart
        ? 'This is a Helm chart, not a pack. A pack has a pack.json, and the archive of its chart in the folder charts.'
        : 'There is no pack.json in it, so it is no pack.',
    );
  }
  const folder = meta.slice(0, -'pack.json'.length);
  const below = [...files].filter(([path]) => path.startsWith(folder) && !path.split('/').includes('..'));
  return {
    name: folder.split('/').at(-2) ?? '',
    files: new Map(below.map(([path, bytes]) => [path.slice(folder.length), bytes])),
    of: metas.length,
  };
}

const tooLong = new Error('This pack is too large for a link: more than 64 KB do not work everywhere.');

/** The fragment of a link that brings the files. It fails with a sentence for the person if it would be too long. */
export async function toFragment(files: PackFiles): Promise<string> {
  const plain: Record<string, string> = {};
  let packedAlready = 0; // archives and pictures do not get smaller
  for (const [path, bytes] of files) {
    const text = textOf(bytes);
    packedAlready += text === undefined ? bytes.length : 0;
    if (packedAlready > longestLink) {
      throw tooLong;
    }
    plain[path] = text === undefined ? `b${toBase64(bytes)}` : `t${text}`;
  }
  const packed = await through(new TextEncoder().encode(JSON.stringify(plain)), new CompressionStream('deflate-raw'));
  const fragment = toBase64(packed).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  if (fragment.length > longestLink) {
    throw tooLong;
  }
  return `pack=${fragment}`;
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
      throw new TooLarge('it holds too much');
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
