// build OUT [--quick]: builds the playground into the folder OUT: pages that any host of static files can serve.
// --quick packs the program less tightly, in a tenth of the time. It fails if a first visit would load too much.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { buildProgram } from './program.mjs';
import { serverPack } from './serverPack.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const top = join(here, '../..');
const [out] = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
if (out === undefined) {
  console.error('usage: build OUT [--quick]');
  process.exit(2);
}
const quick = process.argv.includes('--quick');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const program = await serverProgram();
const version = createHash('sha256').update(program).digest('hex').slice(0, 12);
writeFileSync(join(out, 'pack-lsp.wasm.br'), packed(program));
await bundle();
for (const name of ['index.html', 'playground.css']) {
  cpSync(join(here, name), join(out, name));
}
await build({
  entryPoints: [join(here, 'src/offline.js')],
  outfile: join(out, 'offline.js'),
  define: {
    FILES: JSON.stringify(['./', ...readdirSync(out).filter(name => name !== 'offline.js')]),
    VERSION: JSON.stringify(fingerprint()),
  },
  logLevel: 'warning',
});
report();

/** The server, for a browser. */
async function serverProgram() {
  const file = join(out, 'pack-lsp.wasm');
  await buildProgram(file);
  const bytes = readFileSync(file);
  rmSync(file);
  return bytes;
}

/** The program in brotli. What was packed before is kept, since it takes more than a minute. */
function packed(bytes) {
  const quality = quick ? 5 : constants.BROTLI_MAX_QUALITY;
  const kept = join(tmpdir(), `pack-lsp-${version}-${quality}.br`);
  if (!existsSync(kept)) {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(kept, brotliCompressSync(bytes, { params }));
  }
  return readFileSync(kept);
}

async function bundle() {
  const common = {
    bundle: true,
    minify: true,
    target: 'es2022',
    logLevel: 'warning',
    loader: { '.ttf': 'dataurl', '.wasm': 'binary' },
    alias: {
      'go-wasm-exec': join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'lib/wasm/wasm_exec.js'),
    },
    define: { VERSION: JSON.stringify(version), EXAMPLES: JSON.stringify(examples()) },
  };
  const entry = (file, name) => ({ in: file, out: name });
  await build({
    ...common,
    entryPoints: [entry(join(here, 'src/main.ts'), 'playground')],
    outdir: out,
    format: 'esm',
  });
  // The styles of the editor; ours come after them.
  const styles = readFileSync(join(out, 'playground.css'), 'utf8');
  writeFileSync(join(out, 'editor.css'), styles);
  await build({
    ...common,
    entryPoints: [
      entry(join(here, 'src/playgroundWorker.ts'), 'worker'),
      entry(join(here, 'node_modules/monaco-editor/esm/vs/editor/editor.worker.js'), 'editorWorker'),
    ],
    outdir: out,
    format: 'iife',
  });
}

/** The packs of examples/, and one with a chart whose Service Kubernetes rejects. */
function examples() {
  const folder = name => {
    const files = {};
    const add = at => {
      for (const entry of readdirSync(at, { withFileTypes: true })) {
        const path = join(at, entry.name);
        if (entry.isDirectory()) {
          add(path);
        } else {
          files[relative(join(top, 'examples', name), path)] = readFileSync(path).toString('base64');
        }
      }
    };
    add(join(top, 'examples', name));
    return files;
  };
  return [
    { title: 'A broken pack', name: 'broken-pack', files: folder('broken-pack') },
    { title: 'A good pack', name: 'good-pack', files: folder('good-pack') },
    { title: 'A chart that does not deploy', name: 'web-server-2.0.0', files: inBase64(serverPack('Cluster')) },
  ];
}

function inBase64(files) {
  return Object.fromEntries(Object.entries(files).map(([path, data]) => [path, data.toString('base64')]));
}

/** What changes if any file does. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const name of readdirSync(out).sort()) {
    hash.update(name).update(readFileSync(join(out, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Says how much a first visit loads, compressed as hosts do it, and fails if that is too much. */
function report() {
  let total = 0;
  for (const name of readdirSync(out)) {
    const file = join(out, name);
    total += name.endsWith('.br') ? statSync(file).size : brotliCompressSync(readFileSync(file)).length;
  }
  console.log(`${basename(out)}: ${(total / 1e6).toFixed(2)} MB compressed`);
  const limit = quick ? 7e6 : 6e6; // packed quickly, the program is a quarter larger
  if (total > limit) {
    console.error(`A first visit must not load more than ${limit / 1e6} MB; docs/performance.md says what is large.`);
    process.exit(1);
  }
}
