// dist [--vsix] PACK_LSP: puts into the folder dist, for every platform, a .vsix with its binary inside, an archive of
// the binary, and its SBOM, and SHA256SUMS of all of them; with --vsix only the first. PACK_LSP is a binary that runs
// on this machine. Run scripts/build.mjs --production first. Needs Go.
//
// Everything is made in a folder next to the files and renamed at the end, so that no file is ever half-written. Other
// files in dist stay as they are.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ZipFile } from 'yazl';
import { buildProgram } from '../../playground/scripts/program.mjs';
import { packageExtension } from './package.mjs';
import { tarGz } from './tar.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const dist = join(root, 'dist');
const onlyVsix = process.argv[2] === '--vsix';
const here = resolve(process.argv[onlyVsix ? 3 : 2]);

/** What makes an SBOM of a binary: a CycloneDX document of the modules that the binary names. */
const sbom = ['run', 'github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0', 'bin', '-json', '-noserial'];

/** Go's names of what VS Code calls linux, darwin and win32, x64 and arm64. */
const systems = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const processors = { x64: 'amd64', arm64: 'arm64' };

/** Makes the files for one platform in the folder work. */
async function make(work, system, processor) {
  const [GOOS, GOARCH] = [systems[system], processors[processor]];
  const name = GOOS === 'windows' ? 'pack-lsp.exe' : 'pack-lsp';
  const own = join(work, 'build', `${GOOS}-${GOARCH}`);
  const binary = join(own, name);
  const linked = `-ldflags=-s -w -X main.release=v${version}`;
  await run('go', ['build', '-trimpath', linked, '-o', binary, './cmd/pack-lsp'], {
    cwd: root,
    env: { ...process.env, GOOS, GOARCH, CGO_ENABLED: '0' },
  });
  await packageExtension(
    binary,
    `${system}-${processor}`,
    join(work, `pack-lsp-${version}-${system}-${processor}.vsix`),
    here,
  );
  if (onlyVsix) {
    return;
  }
  const title = `pack-lsp-${version}-${GOOS}-${GOARCH}`;
  await run('go', [...sbom, '-version', `v${version}`, '-output', join(work, `${title}.sbom.json`), binary], {
    cwd: root,
  });
  await archive(join(work, title), GOOS === 'windows', [
    { name, data: readFileSync(binary), mode: 0o755 },
    ...['LICENSE', 'README.md', 'CHANGELOG.md'].map(file => ({ name: file, data: readFileSync(join(root, file)) })),
  ]);
}

/** Makes the extension for browsers, with the server for them inside. */
async function makeWeb(work) {
  const program = join(work, 'build', 'web', 'pack-lsp.wasm');
  mkdirSync(dirname(program), { recursive: true });
  await buildProgram(program);
  await packageExtension(program, 'web', join(work, `pack-lsp-${version}-web.vsix`), here);
}

/** Writes files as a .zip, which Windows can open, or a .tar.gz; the same bytes for the same files. */
async function archive(path, zip, files) {
  if (!zip) {
    writeFileSync(`${path}.tar.gz`, tarGz(files));
    return;
  }
  const out = new ZipFile();
  for (const { name, data, mode = 0o644 } of files) {
    out.addBuffer(data, name, { mode: 0o100000 | mode, mtime: new Date(1980, 0, 1), forceDosTimestamp: true });
  }
  out.end();
  await pipeline(out.outputStream, createWriteStream(`${path}.zip`));
}

/** Runs jobs, as many at a time as there are processors. */
async function inParallel(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      await job();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

const sha256 = file => createHash('sha256').update(readFileSync(file)).digest('hex');

mkdirSync(dist, { recursive: true });
const work = mkdtempSync(join(dist, '.making-'));
const clean = () => rmSync(work, { recursive: true, force: true });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    clean();
    process.exit(1);
  });
}
try {
  const platforms = Object.keys(systems).flatMap(system => Object.keys(processors).map(p => [system, p]));
  const jobs = platforms.map(([system, processor]) => () => make(work, system, processor));
  await inParallel([...jobs, () => makeWeb(work)]);
  rmSync(join(work, 'build'), { recursive: true });
  const files = readdirSync(work).sort();
  if (!onlyVsix) {
    writeFileSync(join(work, 'SHA256SUMS'), files.map(file => `${sha256(join(work, file))}  ${file}\n`).join(''));
    files.push('SHA256SUMS');
  }
  for (const file of files) {
    renameSync(join(work, file), join(dist, file));
  }
} finally {
  clean();
}
