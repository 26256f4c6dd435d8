// checks PACK_LSP [--verify]: writes the checks that PACK_LSP knows into the setting packLsp.checks of package.json, so that VS Code offers and
// describes them. With --verify it writes nothing, and fails where they are others.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [binary, mode] = process.argv.slice(2);
const file = new URL('../package.json', import.meta.url);

const before = readFileSync(file, 'utf8');
const manifest = JSON.parse(before);
const setting = manifest.contributes.configuration.properties['packLsp.checks'];
setting.properties = {};
for (const line of execFileSync(binary, ['explain'], { encoding: 'utf8' }).trim().split('\n')) {
  const [, code, severity, summary] = /^(\S+)\s{2,}(\S+)\s{2,}(\S.*)$/.exec(line) ?? [];
  if (code === undefined) {
    throw new Error(`not a line of the list of checks: ${line}`);
  }
  setting.properties[code] = { description: `Reports ${summary}. Without a setting: ${severity}.` };
}
const after = JSON.stringify(manifest, null, 2) + '\n';

if (mode === '--verify') {
  if (before !== after) {
    console.log('package.json does not have the checks that the binary has: run scripts/checks.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(file, after);
}
