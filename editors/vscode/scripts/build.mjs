// build [--production]: bundles the extension into out/extension.js.
import { build } from 'esbuild';

const production = process.argv.includes('--production');

await build({
  entryPoints: [new URL('../src/extension.ts', import.meta.url).pathname],
  outfile: new URL('../out/extension.js', import.meta.url).pathname,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20', // the oldest supported VS Code's
  external: ['vscode'],
  minify: production,
  sourcemap: production ? false : 'inline',
  logLevel: 'warning',
});
