// build [--production]: bundles the extension into out/extension.js; for browsers, into out/web.js and out/worker.js.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const production = process.argv.includes('--production');
const path = name => new URL(name, import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(path('../package.json'), 'utf8'));
const goRoot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();

const common = { bundle: true, minify: production, sourcemap: production ? false : 'inline', logLevel: 'warning' };

await build({
  ...common,
  entryPoints: [path('../src/extension.ts')],
  outfile: path('../out/extension.js'),
  platform: 'node',
  format: 'cjs',
  target: 'node20', // the oldest supported VS Code's
  external: ['vscode'],
});
await build({
  ...common,
  entryPoints: [path('../src/web/extension.ts')],
  outfile: path('../out/web.js'),
  platform: 'browser',
  format: 'cjs',
  target: 'es2022',
  external: ['vscode'],
  define: { VERSION: JSON.stringify(version) },
});
await build({
  ...common,
  entryPoints: [path('../src/web/worker.ts')],
  outfile: path('../out/worker.js'),
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  alias: { 'go-wasm-exec': join(goRoot, 'lib/wasm/wasm_exec.js') },
});
