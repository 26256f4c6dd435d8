// Uses the installed extension as a person does, in the page of a real VS Code.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  archiveIs,
  ask,
  cursorBefore,
  editor,
  explorerMenu,
  line,
  newPack,
  pick,
  problemRow,
  quickInput,
  quickPick,
  review,
  statusItem,
  toEndOf,
  toast,
  until,
} from './lib/gestures.mjs';
import { writePodChart, writeServerPack, writeShopPack } from './lib/packs.mjs';
import { report } from './lib/report.mjs';
import { startWorkbench } from './lib/workbench.mjs';

/**
 * Runs all tests, and returns how many failed. workbench shows a copy of the examples, a folder with a good and a
 * broken pack; installation and extensions are as in startWorkbench; pictures of what is seen go into the folder
 * pictures.
 */
export async function testPage({ workbench, installation, extensions, examples, pictures }) {
  mkdirSync(pictures, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'pack-lsp-page-'));
  let failures = 0;
  const session = async (workbench, tests) => {
    for (const [title, test] of Object.entries(tests)) {
      const began = Date.now();
      let problem;
      try {
        await test(workbench, workbench.page, pictures);
      } catch (error) {
        failures++;
        problem = String(error.stack ?? error);
        await workbench.page.screenshot({ path: join(pictures, `failed-${failures}.png`) });
      }
      report(`page: ${title}`, began, problem);
    }
  };
  try {
    await session(workbench, trusted);
    await workbench.use(foreignWorkspace(folder));
    await session(workbench, foreign);
    const { workspace, trace } = hostileWorkspace(folder, examples);
    const restricted = await startWorkbench({ installation, extensions, workspace, trusted: false });
    try {
      await session(restricted, untrusted(trace));
    } finally {
      await restricted.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failures;
}

/** Tests of one session, in order; those after a failed one may fail because of it. */
const trusted = {
  'mistakes are underlined': async (workbench, page) => {
    await workbench.openFile('broken-pack/pack.json');
    await editor(page).locator('.squiggly-error').first().waitFor();
  },

  'the list of problems has them, with their codes': async (workbench, page, pictures) => {
    const row = problemRow(page, 'unknown layer "addons"');
    await ask(page, 'Control+Shift+M', row);
    assert.match(await row.innerText(), /did you mean "addon"\?[^]*pack\/unknown-layer/);
    assert.equal(await row.count(), 1);
    await picture(page, pictures, 'problems');
  },

  'the status bar shows that the server runs, and opens the menu': async (workbench, page, pictures) => {
    await statusItem(page)
      .filter({ hasText: /^\s*Packs\s*$/ })
      .click();
    await quickPick(page, 'Restart the Server').waitFor();
    await picture(page, pictures, 'menu');
    await page.keyboard.press('Escape');
  },

  'a quick fix by keyboard': async (workbench, page, pictures) => {
    await cursorBefore(page, '"addons"', 'ns",');
    await ask(page, 'Control+.', page.locator('.action-widget .monaco-list-row', { hasText: 'addon' }).first());
    await picture(page, pictures, 'quick-fix');
    await page.keyboard.press('Enter');
    await line(page, '"layer": "addon",').waitFor();
    await problemRow(page, 'unknown layer').waitFor({ state: 'detached' });
  },

  'the completion popup has what fits here': async (workbench, page, pictures) => {
    await toEndOf(page, '"layer": "addon",');
    for (let i = 0; i < '"addon",'.length; i++) {
      await page.keyboard.press('Backspace');
    }
    const rows = page.locator('.suggest-widget.visible .monaco-list-row');
    await ask(page, 'Control+Space', rows.filter({ hasText: 'k8s' }).first());
    await rows.filter({ hasText: 'addon' }).first().waitFor();
    await picture(page, pictures, 'completion');
    await page.keyboard.type('add');
    await page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'addon' }).waitFor();
    await page.keyboard.press('Enter');
    await line(page, /"layer":\s*"addon"/).waitFor();
  },

  'a hover explains a key': async (workbench, page) => {
    await page.keyboard.press('Escape');
    await editor(page)
      .locator('.view-line span', { hasText: /^"cloudTypes"$/ })
      .last()
      .hover();
    await page.locator('.monaco-hover:visible', { hasText: /cloud/i }).first().waitFor();
  },

  'the page of a check is found by what it reports': async (workbench, page, pictures) => {
    await page.keyboard.press('Escape');
    await workbench.command('Packs: Explain a Check');
    await quickPick(page, 'pack/').waitFor();
    await quickInput(page).fill('close to a known one');
    await pick(page, 'pack/addon-type-near-miss');
    await page.locator('.tab', { hasText: 'addon-type-near-miss' }).waitFor();
    await page.locator('iframe.webview.ready').first().waitFor();
    const frame = page.frameLocator('iframe.webview.ready').first().frameLocator('#active-frame');
    await frame.locator('h1', { hasText: 'pack/addon-type-near-miss' }).waitFor();
    await picture(page, pictures, 'explain');
  },

  'a value that Kubernetes rejects is underlined as it is typed, and what is deployed follows': async (
    workbench,
    page,
    pictures,
  ) => {
    writeServerPack(join(workbench.work, 'web-server-2.0.0'));
    await workbench.openFile('web-server-2.0.0/values.yaml');
    await toEndOf(page, 'type: ClusterIP');
    await workbench.command('Packs: Show What Is Deployed');
    const deployed = page.locator('.editor-instance .view-line', { hasText: /^\s*type:\s*/ }).last();
    await page.locator('.editor-instance').nth(1).locator('.view-line', { hasText: 'kind:' }).first().waitFor();
    await toEndOf(page, 'type: ClusterIP');
    for (let i = 0; i < 'IP'.length; i++) {
      await page.keyboard.press('Backspace');
    }
    await page.keyboard.press('Escape');
    await editor(page).locator('.squiggly-error').first().waitFor();
    const said = page.locator('.marker-widget', { hasText: '"Cluster" is not a Service type; one of ClusterIP' });
    await ask(page, 'Alt+F8', said);
    assert.match(await said.innerText(), /deploy\/rejected/);
    await deployed.filter({ hasText: /type:\s*Cluster$/ }).waitFor();
    await picture(page, pictures, 'deployed');
    await page.keyboard.press('Escape');
    await toEndOf(page, 'type: Cluster');
    await page.keyboard.type('IP');
    await page.keyboard.press('Escape');
    await editor(page).locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await deployed.filter({ hasText: /type:\s*ClusterIP$/ }).waitFor();
    await workbench.command('View: Join All Editor Groups');
  },

  'a pack is upgraded to a newer chart in the workspace, which moves into the pack': async (
    workbench,
    page,
    pictures,
  ) => {
    const folder = join(workbench.work, 'web-shop-1.0.0');
    const archive = writeShopPack(folder);
    await workbench.openFile('web-shop-1.0.0/pack.json');
    await cursorBefore(page, 'web-shop-1.0.0.tgz', 'tgz"]');
    const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Upgrade to web-shop 2.0.0' }).first();
    await ask(page, 'Control+.', action);
    await picture(page, pictures, 'upgrade-action');
    await action.click();
    await line(page, '"version": "2.0.0"').waitFor();
    await line(page, 'web-shop-2.0.0.tgz').waitFor();
    await until(() => existsSync(join(folder, 'charts/web-shop-2.0.0.tgz')) && !existsSync(archive));
    await workbench.command('File: Save All Files');
    await until(() => readFileSync(join(folder, 'values.yaml'), 'utf8').includes('1.29'));
    await workbench.openFile('web-shop-1.0.0/values.yaml');
    await line(page, 'tag: "1.29"').waitFor();
    await line(page, /http:$/).waitFor();
    await line(page, 'port: 8080').waitFor();
    await picture(page, pictures, 'upgrade');
    await workbench.command('View: Revert and Close Editor');
    rmSync(folder, { recursive: true });
  },

  'a new pack has no problems': async (workbench, page) => {
    await newPack(workbench, page, 'Nothing yet', async () => {
      await answer(page, 'Name: ', 'my-pack', 'Write lowercase');
    });
    await pick(page, 'Add-on type');
    await pick(page, 'Metrics, costs');
    await review(page, 'monitoring');
    await pick(page, 'Cloud types');
    await quickPick(page, 'Amazon Web Services: clusters').click();
    await quickInput(page).press('Enter'); // all, and aws
    await page.locator('.quick-input-widget:visible').getByPlaceholder('All includes the other clouds').waitFor();
    await quickPick(page, 'Every cloud').click();
    await quickInput(page).press('Enter');
    await review(page, 'aws');
    await pick(page, 'Create the Pack');
    await line(page, '"my-pack"').waitFor();
    await line(page, '"cloudTypes": ["aws"]').waitFor();
    await noProblems(workbench, page, 'my-pack-1.0.0');
  },

  'a new pack with a chart has no problems': async (workbench, page, pictures) => {
    const archive = writePodChart(workbench.home);
    await newPack(workbench, page, 'A Helm chart', () => archiveIs(page, archive));
    await review(page, 'web-2.0.0.tgz');
    await picture(page, pictures, 'new-pack');
    await pick(page, 'Create the Pack');
    await line(page, '"charts/web-2.0.0.tgz"').waitFor();
    const values = join(workbench.work, 'web-2.0.0/values.yaml');
    assert.match(readFileSync(values, 'utf8'), /image: docker.io\/library\/nginx:1.27/);
    await noProblems(workbench, page, 'web-2.0.0');
  },

  'a server that dies is reported once, with a button, and started again': async (workbench, page) => {
    for (let i = 0; i < 2; i++) {
      await until(() => serversOf(workbench).length === 1); // that of a page before a reload ends a little later
      const before = serversOf(workbench);
      process.kill(Number(before[0]), 'SIGKILL');
      await until(() => serversOf(workbench).some(pid => !before.includes(pid)));
    }
    await problemRow(page, 'unknown cloud type').waitFor();
    // Toasts go after a while; the list keeps what they said.
    await workbench.command('Notifications: Show Notifications');
    const said = page.locator('.notifications-center .notification-list-item', {
      hasText: 'pack-lsp was ended by SIGKILL. It is being started again.',
    });
    await said.waitFor();
    assert.equal(await said.count(), 1);
    await said.click();
    await said.locator('.monaco-button', { hasText: 'Show Output' }).click();
    // The output shows its last line.
    await page.locator('.part.panel .view-line', { hasText: '[info] Starting' }).last().waitFor();
  },

  'the menu of a pack in the explorer checks it, and shows what it deploys': async (workbench, page) => {
    await workbench.command('File: Focus on Files Explorer');
    await explorerMenu(page, 'web-2.0.0', 'Check This Pack');
    // The terminal is a picture; that the check has found nothing is in its tab.
    const tab = page.locator('.part.panel .single-terminal-tab', { hasText: 'check packs - Task' });
    await tab.and(page.locator('.codicon-check, :has(.codicon-check)')).waitFor();
    await workbench.command('File: Focus on Files Explorer');
    await explorerMenu(page, 'web-2.0.0', 'Show What Is Deployed');
    await page.locator('.view-line', { hasText: '# Source: web/templates/pod.yaml' }).waitFor();
  },

  'a missing binary is reported once, with a button': async (workbench, page, pictures) => {
    mkdirSync(join(workbench.work, '.vscode'));
    writeFileSync(
      join(workbench.work, '.vscode/settings.json'),
      JSON.stringify({ 'packLsp.server.path': '/nowhere/pack-lsp' }),
    );
    await toast(page, '/nowhere/pack-lsp').locator('.monaco-button', { hasText: 'Open Settings' }).waitFor();
    await statusItem(page).filter({ hasText: 'no server' }).waitFor();
    assert.equal(await toast(page, '/nowhere/pack-lsp').count(), 1);
    await picture(page, pictures, 'missing');
  },
};

const untrusted = trace => ({
  "in an untrusted workspace packs are checked, by the extension's own binary": async (workbench, page) => {
    await workbench.openFile('broken-pack/pack.json');
    await editor(page).locator('.squiggly-error').first().waitFor();
    await ask(page, 'Control+Shift+M', problemRow(page, 'unknown layer "addons"'));
    assert.ok(!existsSync(trace), 'the binary of the workspace was run');
  },
});

/** A workspace whose settings name a binary of its own, which leaves a trace when it runs. */
function hostileWorkspace(folder, examples) {
  const workspace = join(folder, 'hostile');
  const trace = join(folder, 'it-ran');
  cpSync(examples, workspace, { recursive: true });
  mkdirSync(join(workspace, '.vscode'));
  writeFileSync(join(workspace, 'server'), `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 });
  writeFileSync(
    join(workspace, '.vscode/settings.json'),
    JSON.stringify({ 'packLsp.server.path': join(workspace, 'server') }),
  );
  return { workspace, trace };
}

/** A workspace with a pack.json that belongs to another program. */
function foreignWorkspace(folder) {
  const workspace = join(folder, 'foreign');
  mkdirSync(join(workspace, 'sounds'), { recursive: true });
  writeFileSync(
    join(workspace, 'sounds/pack.json'),
    `{
  "name": "Sounds of X",
  "description": "x",
  "restart": false,
  "color": [235, 25, 45]
}
`,
  );
  return workspace;
}

const foreign = {
  'the pack.json of another program starts no server, and gets no report': async (workbench, page) => {
    await workbench.openFile('sounds/pack.json');
    await line(page, 'Sounds of X').waitFor();
    await workbench.command('Packs: Show the Menu');
    await page.locator('.quick-input-titlebar', { hasText: 'pack-lsp is stopped' }).waitFor();
    await page.keyboard.press('Escape');
    await until(() => serversOf(workbench).length === 0); // that of the workspace before ends a little later
    assert.equal(await editor(page).locator('.squiggly-error, .squiggly-warning, .squiggly-info').count(), 0);
    assert.ok(!(await statusItem(page).isVisible()), 'the status bar shows a server');
  },

  'and becomes a pack with a key that only packs have': async (workbench, page) => {
    await toEndOf(page, '"restart": false,');
    await page.keyboard.type('\n"layer": "addons",');
    await editor(page).locator('.squiggly-error').first().waitFor();
    await ask(page, 'Control+Shift+M', problemRow(page, 'unknown layer "addons"'));
  },
};

/** Takes a picture of the page. */
async function picture(page, pictures, name) {
  await page.mouse.move(640, 2);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** The processes that run the extension's binary as server. */
function serversOf({ extensions }) {
  return readdirSync('/proc').filter(pid => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readlinkSync(`/proc/${pid}/exe`).startsWith(`${extensions}/`) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0serve\0')
      );
    } catch {
      return false; // it has ended
    }
  });
}

/** Types an answer, after one that the server refuses with a reason. */
async function answer(page, prompt, text, refusal) {
  await page.locator('.quick-input-widget:visible', { hasText: prompt }).waitFor();
  await quickInput(page).fill('Not An Answer');
  await page.locator('.quick-input-message', { hasText: refusal }).waitFor();
  await quickInput(page).fill(text);
  await page.locator('.quick-input-message', { hasText: refusal }).waitFor({ state: 'hidden' });
  await quickInput(page).press('Enter');
}

/** Makes sure that a pack has no problems: neither in a new check, nor in the list once the server knows the pack. */
async function noProblems(workbench, page, folder) {
  const binary = readlinkSync(`/proc/${serversOf(workbench)[0]}/exe`);
  const { stdout, stderr } = spawnSync(binary, ['check', '--fail-on=hint', join(workbench.work, folder)], {
    encoding: 'utf8',
  });
  assert.equal(stdout, '');
  assert.match(stderr, /^1 pack checked/);
  await editor(page)
    .locator('.view-line span', { hasText: /^"layer"$/ })
    .last()
    .hover();
  await page.locator('.monaco-hover:visible', { hasText: 'Layer of the cluster profile' }).first().waitFor();
  assert.deepEqual(await problemRow(page, folder).allInnerTexts(), []);
}
