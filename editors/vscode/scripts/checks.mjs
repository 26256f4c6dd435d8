// checks PACK_LSP [--verify]: writes the checks that PACK_LSP knows into the setting packLsp.checks of package.json,
// so that VS Code offers and describes them. With --verify it writes nothing, and fails if they differ.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [binary, mode] = process.argv.slice(2);
const file = new URL('../package.json', import.meta.url);

const before = readFileSync(file, 'utf8');
const manifest = JSON.parse(before);
const catalogue = JSON.parse(execFileSync(binary, ['explain', '--format=json'], { encoding: 'utf8' }));
manifest.contributes.configuration.properties['packLsp.checks'].properties = Object.fromEntries(
  catalogue.map(({ code, summary, severity }) => [code, { description: `Reports ${summary}. Default: ${severity}.` }]),
);
const after = JSON.stringify(manifest, null, 2) + '\n';

if (mode === '--verify') {
  if (before !== after) {
    console.log('package.json does not have the checks that the binary has: run scripts/checks.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(file, after);
}
