// program OUT: builds the server for browsers, pack-lsp-web, as the file OUT.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const top = fileURLToPath(new URL('../../..', import.meta.url));

// A first visit downloads the program, and a browser's compiler inlines by itself what is called often. So Go inlines
// only where every byte of a text passes: it makes the program a quarter smaller (docs/performance.md). The last flag
// for a package is the one that holds.
const inlined = [
  'github.com/pack-lsp/pack-lsp/analysis/syntax',
  'github.com/pack-lsp/pack-lsp/analysis/text',
  'unicode/utf8',
];
const flags = ['-trimpath', '-ldflags=-s -w', '-gcflags=all=-l', ...inlined.map(name => `-gcflags=${name}=`)];

export async function buildProgram(out) {
  await promisify(execFile)('go', ['build', ...flags, '-o', resolve(out), './cmd/pack-lsp-web'], {
    cwd: top,
    env: { ...process.env, GOOS: 'js', GOARCH: 'wasm', CGO_ENABLED: '0' },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildProgram(process.argv[2]);
}
