// web INSTALLATION VSIX EXAMPLES PICTURES: tests the extension packaged as VSIX for browsers, in the web extension host
// of a real VS Code. The program of the server runs in a worker of the page.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ask,
  cursorBefore,
  editor,
  explorerMenu,
  line,
  pick,
  problemRow,
  quickInput,
  quickPick,
  statusItem,
  toEndOf,
  toast,
  until,
} from './lib/gestures.mjs';
import { report } from './lib/report.mjs';
import { writeShopPack } from './lib/packs.mjs';
import { addExtension, installExtension, patience, startWorkbench } from './lib/workbench.mjs';
import { hostile, restricted, workspaces } from './webWorkspaces.mjs';

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
    await cursorBefore(page, '"addons"', 'ns",');
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

  'the status bar shows that the server runs, and opens the menu': async (workbench, page) => {
    await statusItem(page)
      .filter({ hasText: /^\s*Packs\s*$/ })
      .click();
    await quickPick(page, 'Check All Packs in the Workspace').waitFor();
    await pick(page, 'Restart the Server');
    await statusItem(page).locator('.codicon-package').waitFor();
  },

  'the menu of a pack in the explorer checks it, and shows where its problems are': async (workbench, page) => {
    await workbench.command('File: Focus on Files Explorer');
    await explorerMenu(page, 'broken-pack', 'Check This Pack');
    await toast(page, /broken-pack has \d+ errors, \d+ warnings/).waitFor();
    await page.locator('.tab.active', { hasText: 'pack.json' }).waitFor();
    await problemRow(page, 'pack.json').first().waitFor();
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('File: Focus on Files Explorer');
    await explorerMenu(page, 'good-pack', 'Check This Pack');
    await toast(page, 'good-pack has no problems.').waitFor();
    await workbench.command('Notifications: Clear All Notifications');
  },

  'and shows what it deploys': async (workbench, page) => {
    await workbench.command('View: Close All Editors');
    await workbench.command('File: Focus on Files Explorer');
    await explorerMenu(page, 'good-pack', 'Show What Is Deployed');
    await page.locator('.view-line', { hasText: /kind:\s*Deployment/ }).first().waitFor();
  },

  'a pack is upgraded to a newer chart in the workspace': async (workbench, page) => {
    const folder = join(workbench.work, 'web-shop-1.0.0');
    const archive = writeShopPack(folder);
    await workbench.openFile('web-shop-1.0.0/pack.json');
    await cursorBefore(page, 'web-shop-1.0.0.tgz', 'tgz"]');
    const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Upgrade to web-shop 2.0.0' }).first();
    await ask(page, 'Control+.', action);
    await action.click();
    await line(page, '"version": "2.0.0"').waitFor();
    await until(() => existsSync(join(folder, 'charts/web-shop-2.0.0.tgz')) && !existsSync(archive));
    await workbench.command('File: Save All Files');
    await until(() => readFileSync(join(folder, 'values.yaml'), 'utf8').includes('1.29'));
  },

  'a new pack in a folder of the explorer': async (workbench, page) => {
    mkdirSync(join(workbench.work, 'more'));
    await workbench.command('File: Focus on Files Explorer');
    await explorerMenu(page, 'more', 'New Pack Here');
    await makePack(page, 'from-the-explorer');
    assert.ok(existsSync(join(workbench.work, 'more/from-the-explorer-1.0.0', 'values.yaml')));
  },

  'a new pack': async (workbench, page) => {
    await workbench.command('Packs: New Pack');
    await quickPick(page, 'Another folder').waitFor();
    await quickInput(page).press('Enter'); // the folder of the examples, the first
    await makePack(page, 'from-a-browser');
    assert.ok(existsSync(join(workbench.work, 'from-a-browser-1.0.0', 'values.yaml')));
  },

  'a worker that dies is reported, and started again': async (workbench, page) => {
    await workbench.openFile('good-pack/pack.json');
    await statusItem(page).locator('.codicon-package').waitFor();
    const workers = await serverWorkers(page);
    assert.equal(workers.length, 1);
    await workers[0].evaluate(() => {
      setTimeout(() => {
        throw new Error('out of memory');
      });
    });
    await toast(page, /worker of pack-lsp has ended: .*out of memory. It is being started again/).waitFor();
    await statusItem(page).locator('.codicon-package').waitFor();
    await toEndOf(page, '"layer": "addon",');
    for (let i = 0; i < 'addon",'.length; i++) {
      await page.keyboard.press('Backspace');
    }
    await page.keyboard.type('adon",');
    await editor(page).locator('.squiggly-error').first().waitFor();
    await workbench.command('File: Revert File');
  },

  'a program that cannot be loaded is reported, and loaded when it can be': async (workbench, page) => {
    const [extension] = readdirSync(workbench.extensions).filter(name => name.startsWith('pack-lsp.'));
    const program = join(workbench.extensions, extension, 'bin/pack-lsp.wasm');
    renameSync(program, `${program}.away`);
    await workbench.command('Packs: Restart the Server');
    await statusItem(page).filter({ hasText: 'no server' }).waitFor();
    const said = toast(page, 'The program of pack-lsp cannot be loaded');
    await said.waitFor();
    renameSync(`${program}.away`, program);
    await said.hover();
    await said.locator('.monaco-button', { hasText: 'Try Again' }).click();
    await statusItem(page).locator('.codicon-package').waitFor();
  },

  'of a thousand packs on a slow file system, those that are open are read': async (workbench, page) => {
    await workbench.open(
      [
        ['enableProposedApi', ''],
        ['openFile', 'slowfs:/repo/packs/pack-500-1.0.0/pack.json'],
      ],
      'slowfs:/repo',
    );
    await editor(page).locator('.squiggly-error').first().waitFor({ timeout: patience });
    await ask(page, 'Control+Shift+M', problemRow(page, 'unknown layer "addons"'));
    await statusItem(page).locator('.codicon-package').waitFor();
    await workbench.command('Slow Files: Show How Many Looks');
    const [, looks] = /(\d+) looks/.exec(await toast(page, 'looks').innerText());
    console.log(`# ${looks} looks at files for one pack of 1,000`);
    assert.ok(Number(looks) <= 30, `${looks} looks`);
    assert.equal(await problemRow(page, 'pack.json').count(), 1);
    await statusItem(page).hover();
    await page.locator('.monaco-hover:visible', { hasText: 'Of the 1,000 packs in the workspace' }).waitFor();
    await page.screenshot({ path: join(pictures, 'web-many.png') });
  },
};

/** The workers that run the server. */
async function serverWorkers(page) {
  const found = [];
  for (const worker of page.workers()) {
    if (await worker.evaluate(() => 'packLsp' in globalThis)) {
      found.push(worker);
    }
  }
  return found;
}

/** Answers the questions for a new pack without a chart. */
async function makePack(page, name) {
  await pick(page, 'Nothing yet');
  await page.locator('.quick-input-widget:visible', { hasText: 'Name: ' }).waitFor();
  await quickInput(page).fill(name);
  await quickInput(page).press('Enter');
  await pick(page, 'Create the Pack');
  await line(page, `"${name}"`).waitFor();
}

mkdirSync(pictures, { recursive: true });
const extensions = realpathSync(mkdtempSync(join(tmpdir(), 'pack-lsp-extensions-')));
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1)); // which ends VS Code and the browser
}
process.once('exit', () => rmSync(extensions, { recursive: true, force: true }));
installExtension({ installation, vsix, extensions });
for (const name of ['slowfs', 'memfs']) {
  addExtension(extensions, fileURLToPath(new URL(name, import.meta.url)));
}
let failures = 0;

/** Runs tests in a window that shows a workspace, in order; those after a failed one may fail because of it. */
async function session(tests, options) {
  const workbench = await startWorkbench({ installation, extensions, ...options });
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
}

await session(tests, { workspace: examples });
const empty = realpathSync(mkdtempSync(join(tmpdir(), 'pack-lsp-empty-')));
await session(workspaces, { workspace: empty });
await session(restricted, { workspace: hostile(empty), trusted: false });
process.exit(failures > 0 ? 1 : 0);
