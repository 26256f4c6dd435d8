// Workspaces and documents of other kinds than one folder of files, for the extension in a browser.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  ask,
  cursorBefore,
  editor,
  explorerMenu,
  line,
  problemRow,
  quickInput,
  quickPick,
  statusItem,
  until,
} from './lib/gestures.mjs';
import { patience } from './lib/workbench.mjs';

/** Tests of one window, in order. */
export const workspaces = {
  'packs in all folders of a workspace are checked, on all file systems': async (workbench, page) => {
    writePack(join(workbench.work, 'first/one'), 'addons');
    writePack(join(workbench.work, 'second/two'), 'operators');
    const folders = [{ path: 'first' }, { path: 'second' }, { uri: 'memfs://host/repository' }];
    const file = join(workbench.work, 'all.code-workspace');
    writeFileSync(file, JSON.stringify({ folders, settings: { 'packLsp.checks': { 'files/logo-missing': 'off' } } }));
    await workbench.openWorkspace(file, [['openFile', workbench.remote(join(workbench.work, 'first/one/pack.json'))]]);
    await editor(page).locator('.squiggly-error').first().waitFor({ timeout: patience });
    await ask(page, 'Control+Shift+M', problemRow(page, 'unknown layer "operators"'));
    await problemRow(page, 'unknown layer "addons"').nth(1).waitFor(); // also that of the third folder
    assert.equal(await problemRow(page, 'unknown layer').count(), 3);
    assert.equal(await problemRow(page, 'logo.png').count(), 0);
  },

  'the problems of a folder go when it leaves the workspace': async (workbench, page) => {
    await workbench.command('File: Focus on Files Explorer');
    await explorerMenu(page, 'second', 'Remove Folder from Workspace');
    await problemRow(page, 'unknown layer "operators"').waitFor({ state: 'detached' });
    await problemRow(page, 'unknown layer "addons"').nth(1).waitFor();
    await settled(workbench, page);
    assert.equal(await problemRow(page, 'unknown layer "operators"').count(), 0);
  },

  'a document that has no name is ignored, and checked once it is a file of a pack': async (workbench, page) => {
    await workbench.command('View: Close All Editors');
    await workbench.command('File: New Untitled Text File');
    await editor(page).locator('.view-line').first().waitFor();
    await workbench.command('Change Language Mode');
    await quickInput(page).fill('JSON');
    await quickPick(page, /^JSON\b/).click();
    await editor(page).click();
    await page.keyboard.type('{"name": "three", "version": "1.0.0", "layer": "monitors"}');
    await line(page, '"monitors"').waitFor();
    await workbench.openFile('first/one/pack.json');
    await settled(workbench, page);
    await page.locator('.tab', { hasText: '"three"' }).click();
    await line(page, '"monitors"').waitFor();
    assert.equal(await problemRow(page, 'unknown layer "monitors"').count(), 0);
    assert.equal(await editor(page).locator('.squiggly-error').count(), 0);
    const path = join(workbench.work, 'first/three/pack.json');
    mkdirSync(dirname(path));
    writeFileSync(join(dirname(path), 'values.yaml'), 'pack:\n  namespace: three\n');
    await workbench.command('File: Save As...');
    await quickPick(page, 'pack.json').waitFor(); // the folder of the last file is listed, and its path is in the input
    await quickInput(page).fill(path);
    await quickPick(page, 'pack.json').waitFor({ state: 'detached' });
    await quickPick(page, 'values.yaml').waitFor();
    await quickInput(page).press('Enter');
    await until(() => existsSync(path));
    await problemRow(page, 'unknown layer "monitors"').waitFor();
  },

  'in a diff, the side of another scheme is ignored': async (workbench, page) => {
    await workbench.open([['openFile', 'memfs://host/repository/other/pack.json']], 'memfs://host/repository');
    await editor(page).locator('.squiggly-error').first().waitFor({ timeout: patience });
    await ask(page, 'Control+Shift+M', problemRow(page, 'unknown layer "addons"'));
    await compare(workbench, page, 'Memory Files: Compare With Git');
  },

  'and the side of another commit, which a file system has with all its files': async (workbench, page) => {
    await compare(workbench, page, 'Memory Files: Compare With the Commit Before');
  },
};

/** Tests of one window in restricted mode, whose workspace a folder is that hostile has made. */
export const restricted = {
  'in restricted mode, packs are checked, and the schema of the workspace is not read': async (workbench, page) => {
    await workbench.openFile('one/pack.json');
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await ask(page, 'Control+Shift+M', problemRow(page, 'unknown layer "addons"'));
    assert.equal(await problemRow(page, 'owner').count(), 0);
    await workbench.command('Packs: Check This Pack');
    await page.locator('.notification-toast', { hasText: /one has \d+ errors?/ }).waitFor();
    await workbench.command('Notifications: Clear All Notifications');
  },

  'and is once the workspace is trusted': async (workbench, page) => {
    await workbench.command('Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await problemRow(page, 'owner').waitFor();
  },
};

/** Writes a workspace into a folder, whose settings name a schema of its own. */
export function hostile(folder) {
  writePack(join(folder, 'one'), 'addons');
  writeFileSync(join(folder, 'schema.json'), JSON.stringify({ type: 'object', required: ['owner'] }));
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify({ 'packLsp.schema': 'schema.json' }));
  return folder;
}

function writePack(folder, layer) {
  mkdirSync(folder, { recursive: true });
  const name = basename(folder);
  const pack = { name, displayName: name, version: '1.0.0', layer, cloudTypes: ['all'] };
  writeFileSync(join(folder, 'pack.json'), JSON.stringify(pack, null, 2) + '\n');
  writeFileSync(join(folder, 'values.yaml'), 'pack:\n  namespace: one\n');
}

/** Makes a mistake in the file that is shown, and waits until it is reported: so the server has taken in all before. */
async function settled(workbench, page) {
  await cursorBefore(page, '"layer": "addons"', '",');
  await page.keyboard.type('x');
  await problemRow(page, 'unknown layer "addonsx"').waitFor();
  await workbench.command('File: Revert File');
}

/** Opens a diff with a command; only what is on the right is checked, also while it is edited. */
async function compare(workbench, page, command) {
  await workbench.command(command);
  const [before, now] = ['original', 'modified'].map(side => page.locator(`.monaco-diff-editor .editor.${side}`));
  await before.locator('.view-line', { hasText: '"kernels"' }).waitFor();
  await now.locator('.squiggly-error').first().waitFor();
  await now.locator('.view-line', { hasText: '"addons"' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('x');
  await problemRow(page, 'unknown layer "addonsx"').waitFor();
  assert.equal(await problemRow(page, 'unknown layer').count(), 1);
  assert.equal(await before.locator('.squiggly-error').count(), 0);
  await statusItem(page).locator('.codicon-package').waitFor();
  await workbench.command('File: Revert File');
  await problemRow(page, 'unknown layer "addons"').waitFor();
}
