// dist: puts into the folder dist, for every platform, a .vsix with its binary inside, an archive of only the binary,
// and SHA256SUMS of all of them. Run scripts/build.mjs --production first. Needs Go.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { ZipFile } from 'yazl';
import { packageExtension } from './package.mjs';
import { tarGz } from './tar.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const dist = join(root, 'dist');

/** Go's names of what VS Code calls linux, darwin and win32, x64 and arm64. */
const systems = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const processors = { x64: 'amd64', arm64: 'arm64' };

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const [system, GOOS] of Object.entries(systems)) {
  for (const [processor, GOARCH] of Object.entries(processors)) {
    const name = GOOS === 'windows' ? 'pack-lsp.exe' : 'pack-lsp';
    const binary = join(dist, name);
    execFileSync('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', binary, './cmd/pack-lsp'], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, GOOS, GOARCH, CGO_ENABLED: '0' },
    });
    await packageExtension(
      binary,
      `${system}-${processor}`,
      join(dist, `pack-lsp-${version}-${system}-${processor}.vsix`),
    );
    await archive(join(dist, `pack-lsp-${version}-${GOOS}-${GOARCH}`), GOOS === 'windows', [
      { name, data: readFileSync(binary), mode: 0o755 },
      { name: 'LICENSE', data: readFileSync(join(root, 'LICENSE')), mode: 0o644 },
      { name: 'README.md', data: readFileSync(join(root, 'README.md')), mode: 0o644 },
    ]);
    rmSync(binary);
  }
}
const sums = readdirSync(dist)
  .sort()
  .map(
    file =>
      `${createHash('sha256')
        .update(readFileSync(join(dist, file)))
        .digest('hex')}  ${file}\n`,
  );
writeFileSync(join(dist, 'SHA256SUMS'), sums.join(''));

/** Writes files as a .zip, which Windows can open, or a .tar.gz; the same bytes for the same files. */
async function archive(path, zip, files) {
  if (!zip) {
    writeFileSync(`${path}.tar.gz`, tarGz(files));
    return;
  }
  const out = new ZipFile();
  for (const { name, data, mode } of files) {
    out.addBuffer(data, name, { mode: 0o100000 | mode, mtime: new Date(1980, 0, 1), forceDosTimestamp: true });
  }
  out.end();
  await pipeline(out.outputStream, createWriteStream(`${path}.zip`));
}
