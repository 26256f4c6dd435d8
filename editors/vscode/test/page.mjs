// page INSTALLATION VSIX WORKSPACE PICTURES: uses the extension installed from VSIX as a person does, in the page of a real VS Code. Pictures of what
// is seen go into the folder PICTURES.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarGz } from '../scripts/tar.mjs';
import { startWorkbench } from './lib/workbench.mjs';

const [installation, vsix, examples, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
let failures = 0;

/** Runs the tests of one session, in order; what comes after one that failed may fail for that. */
async function session(name, options, tests) {
  const workbench = await startWorkbench({ installation, vsix, ...options });
  try {
    for (const [title, test] of Object.entries(tests)) {
      try {
        await test(workbench, workbench.page);
        console.log(`ok - ${title}`);
      } catch (error) {
        failures++;
        console.log(`not ok - ${title}\n${String(error.stack ?? error).replace(/^/gm, '    ')}`);
        await workbench.page.screenshot({ path: join(pictures, `failed-${name}-${failures}.png`) });
      }
    }
  } finally {
    await workbench.stop();
  }
}

const editor = page => page.locator('.editor-instance .monaco-editor').first();
const toasts = page => page.locator('.notification-toast');
const problemRow = (page, text) => page.locator('.markers-panel .monaco-list-row', { hasText: text });

/** Puts the cursor on the only line that has text, at its end. */
async function toEndOf(page, text) {
  await editor(page).locator('.view-line', { hasText: text }).first().click();
  await page.keyboard.press('End');
}

/** Takes a picture of the page; of the editor and the panel below it alone, where it is one for the documentation. */
async function picture(page, name, { part = false } = {}) {
  await page.mouse.move(640, 2);
  await page.screenshot({ path: join(pictures, `${name}.png`), ...(part ? { clip: { x: 352, y: 36, width: 928, height: 732 } } : {}) });
}

/** The servers that run in this workbench. */
function serversOf(workbench) {
  return readdirSync('/proc').filter(pid => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`).startsWith(`${workbench.home}/extensions/`);
    } catch {
      return false; // it has ended
    }
  });
}

/** Chooses an entry of a quick pick. */
async function pick(page, text) {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  await row.waitFor();
  await row.click();
}

const work = mkdtempSync(join(tmpdir(), 'pack-lsp-page-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
cpSync(examples, join(work, 'examples'), { recursive: true });

await session('main', { workspace: join(work, 'examples') }, {
  'mistakes are underlined': async (workbench, page) => {
    await workbench.openFile('broken-pack/pack.json');
    await editor(page).locator('.squiggly-error').first().waitFor();
  },

  'the list of problems has them, with their codes': async (workbench, page) => {
    await page.keyboard.press('Control+Shift+M');
    const row = problemRow(page, 'unknown layer "addons"');
    await row.waitFor();
    assert.match(await row.innerText(), /did you mean "addon"\?[^]*pack\/unknown-layer/);
    assert.equal(await row.count(), 1);
    await picture(page, 'problems', { part: true });
  },

  'the status bar counts packs and problems': async (workbench, page) => {
    const item = page.locator('#pack-lsp\\.pack-lsp\\.packLsp\\.status');
    await item.waitFor();
    await page.locator('#pack-lsp\\.pack-lsp\\.packLsp\\.status', { hasText: /^\s*2\s+[1-9]\d*\s+\d+\s*$/ }).waitFor();
    await item.click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Restart the Server' }).waitFor();
    await picture(page, 'menu');
    await page.keyboard.press('Escape');
  },

  'a quick fix by keyboard': async (workbench, page) => {
    await editor(page).locator('.view-line', { hasText: '"addons"' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('F8');
    await page.keyboard.press('Escape');
    await toEndOf(page, '"addons"');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget .monaco-list-row', { hasText: 'addon' }).first().waitFor();
    await picture(page, 'quick-fix', { part: true });
    await page.keyboard.press('Enter');
    await editor(page).locator('.view-line', { hasText: '"layer": "addon",' }).waitFor();
    await problemRow(page, 'unknown layer').waitFor({ state: 'detached' });
  },

  'the completion popup has what can stand here': async (workbench, page) => {
    await editor(page).locator('.view-line', { hasText: '"layer": "addon",' }).click();
    await toEndOf(page, '"layer": "addon",');
    for (let i = 0; i < '"addon",'.length; i++) {
      await page.keyboard.press('Backspace');
    }
    await page.keyboard.press('Control+Space');
    const rows = page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.filter({ hasText: 'addon' }).first().waitFor();
    await rows.filter({ hasText: 'k8s' }).first().waitFor();
    await picture(page, 'completion');
    await page.keyboard.type('add');
    await page.keyboard.press('Enter');
    await editor(page).locator('.view-line', { hasText: /"layer":\s*"addon"/ }).waitFor();
  },

  'a hover explains a key': async (workbench, page) => {
    await page.keyboard.press('Escape');
    await editor(page).locator('.view-line span', { hasText: /^"cloudTypes"$/ }).last().hover();
    await page.locator('.monaco-hover:visible', { hasText: /cloud/i }).first().waitFor();
  },

  'the page of a check is found by what it reports': async (workbench, page) => {
    await page.keyboard.press('Escape');
    await workbench.command('Packs: Explain a Check');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'pack/' }).first().waitFor();
    await page.keyboard.type('nearly a known one');
    await pick(page, 'pack/addon-type-near-miss');
    await page.locator('.tab', { hasText: 'addon-type-near-miss' }).waitFor();
    await page.locator('iframe.webview.ready').first().waitFor();
    const frame = page.frameLocator('iframe.webview.ready').first().frameLocator('#active-frame');
    await frame.locator('h1', { hasText: 'pack/addon-type-near-miss' }).waitFor();
    await picture(page, 'explain');
  },

  'a new pack has no problems': async (workbench, page) => {
    await newPack(workbench, page, 'my-pack', async () => {
      await pick(page, 'A manifest');
    });
    await page.locator('.tab', { hasText: 'pack.json' }).first().waitFor();
    await editor(page).locator('.view-line', { hasText: '"my-pack"' }).waitFor();
    await noProblems(page, 'my-pack-1.0.0');
  },

  'a new pack with a chart has no problems': async (workbench, page) => {
    const archive = join(workbench.home, 'web-2.0.0.tgz');
    writeFileSync(archive, tarGz([
      { name: 'web/Chart.yaml', data: Buffer.from('apiVersion: v2\nname: web\nversion: 2.0.0\nappVersion: "1.27"\n') },
      { name: 'web/values.yaml', data: Buffer.from('image:\n  repository: docker.io/library/nginx\n  tag: "1.27"\n') },
      { name: 'web/templates/pod.yaml', data: Buffer.from('kind: Pod\nspec:\n  containers: [{image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]\n') },
    ]));
    await newPack(workbench, page, 'web', async () => {
      await pick(page, 'A Helm chart');
      const input = page.locator('.quick-input-widget:visible input').first();
      await page.locator('.quick-input-list .monaco-list-row', { hasText: '..' }).first().waitFor();
      await input.fill(archive);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'web-2.0.0.tgz' }).waitFor();
      await page.keyboard.press('Enter');
    });
    await editor(page).locator('.view-line', { hasText: '"charts/web-2.0.0.tgz"' }).waitFor();
    const values = join(workbench.work, 'web-1.0.0/values.yaml');
    await until(() => readFileSync(values, 'utf8').includes('image: docker.io/library/nginx:1.27'));
    await noProblems(page, 'web-1.0.0');
  },

  'a server that dies is reported once, and started again': async (workbench, page) => {
    for (let i = 0; i < 2; i++) {
      const before = serversOf(workbench);
      assert.equal(before.length, 1);
      process.kill(Number(before[0]), 'SIGKILL');
      await toasts(page).filter({ hasText: 'pack-lsp was ended by SIGKILL. It is being started again.' }).waitFor();
      await until(() => serversOf(workbench).some(pid => !before.includes(pid)));
    }
    assert.equal(await toasts(page).count(), 1);
    await toasts(page).locator('.monaco-button', { hasText: 'Show Output' }).waitFor();
    await problemRow(page, 'unknown cloud type').waitFor();
  },
});

async function until(holds) {
  for (const end = Date.now() + 30_000; !holds(); ) {
    assert.ok(Date.now() < end, `timed out: ${holds}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Answers the questions of the command New Pack; content answers the last one. */
async function newPack(workbench, page, name, content) {
  await workbench.command('Packs: New Pack');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Another folder' }).waitFor();
  await page.keyboard.press('Enter'); // the folder of the examples, the first
  await page.locator('.quick-input-widget:visible', { hasText: 'The name of the pack' }).waitFor();
  await page.keyboard.type('Not A Name');
  await page.locator('.quick-input-message', { hasText: 'Lower-case' }).waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await pick(page, 'An application or integration');
  await pick(page, 'monitoring');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'stands for every other' }).waitFor();
  await page.keyboard.press('Enter');
  await content();
}

/** Waits until the pack in folder is known, and makes sure that nothing is wrong in it. */
async function noProblems(page, folder) {
  await page.waitForTimeout(1500); // there is nothing to wait for: nothing is to appear
  const rows = page.locator('.markers-panel .monaco-list-row', { hasText: folder });
  assert.deepEqual(await rows.allInnerTexts(), []);
}

cpSync(join(work, 'examples'), join(work, 'missing'), { recursive: true });
await session('missing', { workspace: join(work, 'missing'), settings: { 'packLsp.server.path': '/nowhere/pack-lsp' } }, {
  'a missing binary is reported once, with a button': async (workbench, page) => {
    await workbench.openFile('broken-pack/pack.json');
    const toast = toasts(page).filter({ hasText: '/nowhere/pack-lsp' });
    await toast.waitFor();
    await toast.locator('.monaco-button', { hasText: 'Open Settings' }).waitFor();
    assert.equal(await toasts(page).count(), 1);
    assert.match(await page.locator('#pack-lsp\\.pack-lsp\\.packLsp\\.status').innerText(), /no server/);
    await picture(page, 'missing');
  },
});

// A workspace whose settings name a binary of its own, which leaves a trace when it runs.
const hostile = join(work, 'hostile');
const trace = join(work, 'it-ran');
cpSync(join(work, 'examples'), hostile, { recursive: true });
mkdirSync(join(hostile, '.vscode'));
writeFileSync(join(hostile, 'server'), `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 });
writeFileSync(join(hostile, '.vscode/settings.json'), JSON.stringify({ 'packLsp.server.path': join(hostile, 'server') }));
await session('untrusted', { workspace: hostile, trusted: false }, {
  'in an untrusted workspace packs are checked, by the extension\'s own binary': async (workbench, page) => {
    await workbench.openFile('broken-pack/pack.json');
    await editor(page).locator('.squiggly-error').first().waitFor();
    await page.keyboard.press('Control+Shift+M');
    await problemRow(page, 'unknown layer "addons"').waitFor();
    assert.ok(!existsSync(trace), 'the binary of the workspace was run');
  },
});

process.exit(failures > 0 ? 1 : 0);
