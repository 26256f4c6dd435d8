// What people do in VS Code's window, and what they wait for.
import assert from 'node:assert/strict';
import { basename } from 'node:path';

/** How often something is requested, and how long each answer may take until the next request, in milliseconds. */
const attempts = 12;
const answerTime = 5_000;

export const editor = page => page.locator('.editor-instance .monaco-editor').first();
export const line = (page, text) => editor(page).locator('.view-line', { hasText: text });
export const toast = (page, text) => page.locator('.notification-toast', { hasText: text });
export const problemRow = (page, text) => page.locator('.markers-panel .monaco-list-row', { hasText: text });
export const quickPick = (page, text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
/**
 * The input of a quick pick or a question. Text is sent to it directly, since a webview that was just opened takes the
 * focus when it is ready.
 */
export const quickInput = page => page.locator('.quick-input-widget:visible input').first();
export const statusItem = page => page.locator('#pack-lsp\\.pack-lsp\\.packLsp\\.status');

/**
 * Presses keys that ask for a widget, until it is there. VS Code drops a request if something else comes before the
 * answer: quick fixes, for example, when it looks for some by itself, a quarter of a second after the cursor has moved
 * and whenever problems have changed; completions, when the text or the cursor changes. A person presses the keys
 * again.
 */
export async function ask(page, keys, widget) {
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press(keys);
    try {
      await widget.waitFor({ timeout: answerTime });
      return;
    } catch (error) {
      if (attempt === attempts) {
        throw error;
      }
      await page.keyboard.press('Escape'); // what came instead
    }
  }
}

/** Puts the cursor at the end of the only line that has text. */
export async function toEndOf(page, text) {
  await line(page, text).first().click();
  await page.keyboard.press('End');
}

/** Puts the cursor into the only line that has text, before tail, with which the line ends. */
export async function cursorBefore(page, text, tail) {
  await toEndOf(page, text);
  for (let i = 0; i < tail.length; i++) {
    await page.keyboard.press('ArrowLeft');
  }
}

/** Chooses an entry of a quick pick. */
export async function pick(page, text) {
  await quickPick(page, text).click();
}

/** Chooses from the menu of a folder in the explorer. */
export async function explorerMenu(page, folder, entry) {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: folder }).first().click({ button: 'right' });
  // By the keyboard: a menu ignores clicks right after it has opened.
  await page.locator('.context-view .action-item', { hasText: entry }).first().hover();
  await page.keyboard.press('Enter');
}

/** Answers the questions of the command New Pack that have no default; others answers those after the first one. */
export async function newPack(workbench, page, from, others) {
  await workbench.command('Packs: New Pack');
  await quickPick(page, 'Another folder').waitFor();
  await quickInput(page).press('Enter'); // the folder of the examples, the first
  await pick(page, from);
  await others();
  await review(page, 'Create the Pack');
}

/** Chooses the archive of a chart at a path, by which a new pack is made. */
export async function archiveIs(page, path) {
  await pick(page, 'An archive');
  await quickPick(page, '..').waitFor();
  await quickInput(page).fill(path);
  await quickPick(page, basename(path)).waitFor();
  await quickInput(page).press('Enter');
}

/** Waits for the answers to be shown, with a certain one. */
export async function review(page, text) {
  await quickPick(page, 'Create the Pack').waitFor();
  await quickPick(page, text).waitFor();
}

/** Waits for something outside of the page, for a minute, since the machine may be busy. */
export async function until(holds) {
  for (const end = Date.now() + 60_000; !holds(); ) {
    assert.ok(Date.now() < end, `timed out: ${holds}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
