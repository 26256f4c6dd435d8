// package BINARY [TARGET [FILE [HERE]]]: packages the extension with BINARY inside as FILE, for TARGET, one of VS
// Code's platforms, such as linux-x64. HERE is a pack-lsp that runs on this machine, which prints the schemas that the
// package contains; BINARY if it is not given. For web, BINARY is pack-lsp-web, and only browsers run the package; so
// it does for any-web, which every VS Code installs.
//
// The package contains the manifest and the files that it names, nothing else. Run scripts/build.mjs --production
// first.
import { execFileSync } from 'node:child_process';
import { createVSIX } from '@vscode/vsce';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function packageExtension(binary, target, file, here = binary) {
  const stage = mkdtempSync(join(tmpdir(), 'pack-lsp-vsix-'));
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    delete manifest.scripts;
    delete manifest.devDependencies;
    const web = target.endsWith('web');
    delete manifest[web ? 'main' : 'browser'];
    if (web) {
      delete manifest.extensionKind; // only a browser can run it
      // A browser has no terminal, and no binary.
      for (const name of ['taskDefinitions', 'problemPatterns', 'problemMatchers']) {
        delete manifest.contributes[name];
      }
      delete manifest.contributes.configuration.properties['packLsp.server.path'];
    }
    const code = web ? ['out/web.js', 'out/worker.js'] : ['out/extension.js'];
    const entries = ['README.md', 'media', ...code];
    manifest.files = [...entries, 'CHANGELOG.md', 'LICENSE.txt', 'bin', 'schemas'];
    writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest));
    for (const entry of entries) {
      cpSync(join(root, entry), join(stage, entry), { recursive: true });
    }
    cpSync(join(root, '../../LICENSE'), join(stage, 'LICENSE.txt'));
    cpSync(join(root, '../../CHANGELOG.md'), join(stage, 'CHANGELOG.md'));
    for (const { fileMatch, url } of manifest.contributes.yamlValidation) {
      mkdirSync(dirname(join(stage, url)), { recursive: true });
      writeFileSync(join(stage, url), execFileSync(here, ['schema', fileMatch]));
    }
    const name = web ? 'pack-lsp.wasm' : target.startsWith('win32') ? 'pack-lsp.exe' : 'pack-lsp';
    const inside = join(stage, 'bin', name);
    mkdirSync(dirname(inside));
    cpSync(binary, inside);
    chmodSync(inside, 0o755);
    mkdirSync(dirname(resolve(file)), { recursive: true });
    // Where README.md's relative links lead in the package.
    const { repository } = manifest;
    const base = `${repository.url.replace(/\.git$/, '')}/raw/HEAD/${repository.directory}`;
    await createVSIX({
      cwd: stage,
      ...(target === 'any-web' ? {} : { target }),
      packagePath: resolve(file),
      dependencies: false,
      baseContentUrl: base,
      baseImagesUrl: base,
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [binary, target = `${process.platform}-${process.arch}`, file = `pack-lsp-${target}.vsix`, here] =
    process.argv.slice(2);
  await packageExtension(binary, target, file, here);
}
