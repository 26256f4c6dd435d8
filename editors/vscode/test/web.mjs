// web INSTALLATION VSIX EXAMPLES PICTURES: tests the extension packaged as VSIX for browsers, in the web extension host
// of a real VS Code. The program of the server runs in a worker of the page.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, editor, line, pick, problemRow, quickInput, quickPick, toEndOf } from './lib/gestures.mjs';
import { report } from './lib/report.mjs';
import { installExtension, startWorkbench } from './lib/workbench.mjs';

const [installation, vsix, examples, pictures] = process.argv.slice(2);

const tests = {
  'problems come from a server in a worker': async (workbench, page) => {
    await workbench.openFile('broken-pack/pack.json');
    await editor(page).locator('.squiggly-error').first().waitFor();
    const row = problemRow(page, 'unknown layer "addons"');
    await ask(page, 'Control+Shift+M', row);
    assert.match(await row.innerText(), /did you mean "addon"\?[^]*pack\/unknown-layer/);
    assert.ok(page.workers().some(worker => worker.url().startsWith('blob:')));
  },

  'a quick fix': async (workbench, page) => {
    await toEndOf(page, '"addons"');
    for (let i = 0; i < 'ns",'.length; i++) {
      await page.keyboard.press('ArrowLeft');
    }
    await ask(page, 'Control+.', page.locator('.action-widget .monaco-list-row', { hasText: 'addon' }).first());
    await page.keyboard.press('Enter');
    await line(page, '"layer": "addon",').waitFor();
    await problemRow(page, 'unknown layer').waitFor({ state: 'detached' });
  },

  'problems of files that are not open': async (workbench, page) => {
    await problemRow(page, 'values.yaml').first().waitFor();
  },

  'what is deployed': async (workbench, page) => {
    await workbench.openFile('good-pack/values.yaml');
    await toEndOf(page, 'replicas: 2');
    await workbench.command('Packs: Show What Is Deployed');
    const deployed = page.locator('.editor-instance').nth(1).locator('.view-line');
    await deployed.filter({ hasText: /replicas:\s*2/ }).waitFor();
    await page.screenshot({ path: join(pictures, 'web.png') });
  },

  'the checks are listed, to open their pages': async (workbench, page) => {
    await workbench.openFile('good-pack/pack.json');
    await workbench.command('Packs: Explain a Check');
    await quickInput(page).fill('unknown layer');
    await quickPick(page, 'pack/unknown-layer').waitFor();
    await page.keyboard.press('Escape');
  },

  'a new pack': async (workbench, page) => {
    await workbench.command('Packs: New Pack');
    await quickPick(page, 'Another folder').waitFor();
    await quickInput(page).press('Enter'); // the folder of the examples, the first
    await pick(page, 'Nothing yet');
    await page.locator('.quick-input-widget:visible', { hasText: 'Name: ' }).waitFor();
    await quickInput(page).fill('from-a-browser');
    await quickInput(page).press('Enter');
    await pick(page, 'Create the Pack');
    await line(page, '"from-a-browser"').waitFor();
    assert.ok(existsSync(join(workbench.work, 'from-a-browser-1.0.0', 'values.yaml')));
  },
};

mkdirSync(pictures, { recursive: true });
const extensions = realpathSync(mkdtempSync(join(tmpdir(), 'pack-lsp-extensions-')));
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1)); // which ends VS Code and the browser
}
process.once('exit', () => rmSync(extensions, { recursive: true, force: true }));
installExtension({ installation, vsix, extensions });
const workbench = await startWorkbench({ installation, extensions, workspace: examples });
let failures = 0;
for (const [title, test] of Object.entries(tests)) {
  const began = Date.now();
  let problem;
  try {
    await test(workbench, workbench.page);
  } catch (error) {
    problem = String(error.stack ?? error);
    await workbench.page.screenshot({ path: join(pictures, `failed-${++failures}.png`) });
  }
  report(`web: ${title}`, began, problem);
}
await workbench.stop();
process.exit(failures > 0 ? 1 : 0);
