// pictures INSTALLATION VSIX EXAMPLES PICTURES: takes the pictures of the documentation with the extension packaged as
// VSIX in a real VS Code, and puts them into the folder PICTURES. Each is taken in a window of its own, with a
// workspace that has only what it is about, so that no tab, problem or message of another one is in it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  archiveIs,
  ask,
  cursorBefore,
  line,
  newPack,
  problemRow,
  review,
  statusItem,
  toEndOf,
  toast,
} from './lib/gestures.mjs';
import { writePodChart, writeServerPack, writeShopPack } from './lib/packs.mjs';
import { report } from './lib/report.mjs';
import { installExtension, startWorkbench } from './lib/workbench.mjs';

const [installation, vsix, examples, pictures] = process.argv.slice(2);

/** For each picture: what its workspace has, what is done before it is taken, and what part of the window it shows. */
const all = {
  problems: {
    fill: copy('broken-pack'),
    show: async (workbench, page) => {
      await showBroken(workbench, page);
      await line(page, '"layer": "addons"').first().click();
    },
  },

  'quick-fix': {
    fill: copy('broken-pack'),
    show: async (workbench, page) => {
      await showBroken(workbench, page);
      await cursorBefore(page, '"addons"', 'ns",');
      await ask(page, 'Control+.', page.locator('.action-widget .monaco-list-row', { hasText: 'addon' }).first());
    },
  },

  deployed: {
    fill: folder => {
      writeServerPack(join(folder, 'web-server'));
      const values = join(folder, 'web-server/values.yaml');
      writeFileSync(values, `# Two copies, in the cluster only.\n${readFileSync(values, 'utf8')}`);
      complete(join(folder, 'web-server'));
    },
    show: async (workbench, page) => {
      await workbench.openFile('web-server/values.yaml');
      await toEndOf(page, 'type: ClusterIP');
      await statusItem(page).locator('.codicon-package').waitFor();
      await workbench.command('Packs: Show What Is Deployed');
      const deployed = page.locator('.editor-instance').nth(1).locator('.view-line');
      await deployed.filter({ hasText: /type:\s*ClusterIP$/ }).waitFor();
      await toEndOf(page, 'type: ClusterIP');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Escape');
      await deployed.filter({ hasText: /type:\s*Cluster$/ }).waitFor();
      await ask(page, 'Control+Shift+M', problemRow(page, '"Cluster" is not a Service type'));
      await line(page, 'type: Cluster').click();
      await page.keyboard.press('ArrowLeft');
      const said = page.locator('.monaco-hover:visible', { hasText: '"Cluster" is not a Service type' });
      await page.mouse.move(...outside);
      await workbench.command('Show or Focus Hover');
      await said.waitFor();
    },
  },

  'upgrade-action': {
    fill: shop,
    height: 420,
    show: askForUpgrade,
  },

  upgrade: {
    fill: shop,
    height: 400,
    show: async (workbench, page) => {
      await askForUpgrade(workbench, page);
      await page.keyboard.press('Enter');
      await line(page, 'web-shop-2.0.0.tgz').waitFor();
      await workbench.command('File: Save All Files');
      await workbench.openFile('web-shop/values.yaml');
      await line(page, 'tag: "1.29"').waitFor();
      await line(page, 'port: 8080').click();
    },
  },

  'new-pack': {
    fill: folder => {
      copy('good-pack')(folder);
      writePodChart(folder);
    },
    whole: true,
    show: async (workbench, page) => {
      await workbench.openFile('good-pack/pack.json');
      await statusItem(page).locator('.codicon-package').waitFor();
      await newPack(workbench, page, 'A Helm chart', () => archiveIs(page, join(workbench.work, 'web-2.0.0.tgz')));
      await review(page, 'web-2.0.0.tgz');
    },
  },
};

/** What VS Code draws in an editor by itself, which would take the eye off the subject. */
const plain = {
  'editor.lightbulb.enabled': 'off',
  'editor.matchBrackets': 'never',
  'editor.occurrencesHighlight': 'off',
  'editor.stickyScroll.enabled': false,
};

/** Where the mouse is over nothing. */
const outside = [640, 2];

/** What has a workspace with an example. */
function copy(name) {
  return folder => {
    cpSync(join(examples, name), join(folder, name), { recursive: true });
  };
}

/** Gives a pack what every published one has, which pictures are not about. */
function complete(folder) {
  for (const name of ['logo.png', 'README.md']) {
    cpSync(join(examples, 'good-pack', name), join(folder, name));
  }
}

function shop(folder) {
  writeShopPack(join(folder, 'web-shop'));
  complete(join(folder, 'web-shop'));
}

async function showBroken(workbench, page) {
  await workbench.openFile('broken-pack/pack.json');
  await ask(page, 'Control+Shift+M', problemRow(page, 'unknown layer "addons"'));
  await problemRow(page, 'Trailing comma').waitFor(); // from another extension
  await page.locator('.explorer-item[aria-label*="values.yaml"][aria-label*="problems"]').waitFor();
}

async function askForUpgrade(workbench, page) {
  await workbench.openFile('web-shop/pack.json');
  await cursorBefore(page, 'web-shop-1.0.0.tgz', 'tgz"');
  const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Upgrade to web-shop 2.0.0' });
  await ask(page, 'Control+.', action);
}

/** Takes one picture of the editor and what is below it, down to a height in pixels, or of the whole window. */
async function take(workbench, name, { fill, show, height = 732, whole = false }) {
  const folder = join(mkdtempSync(join(tmpdir(), 'pack-lsp-picture-')), 'packs');
  mkdirSync(folder);
  fill(folder);
  await workbench.use(folder, { ownWindow: true });
  const { page } = workbench;
  await show(workbench, page);
  await page.mouse.move(...outside);
  await toast(page, '').first().waitFor({ state: 'detached' });
  const path = join(pictures, `${name}.png`);
  await page.screenshot({ path, ...(whole ? {} : { clip: { x: 352, y: 36, width: 928, height } }) });
}

mkdirSync(pictures, { recursive: true });
const extensions = realpathSync(mkdtempSync(join(tmpdir(), 'pack-lsp-extensions-')));
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1)); // which ends VS Code and the browser
}
process.once('exit', () => rmSync(extensions, { recursive: true, force: true }));
installExtension({ installation, vsix, extensions });
const workbench = await startWorkbench({ installation, extensions, workspace: examples, settings: plain });
let failures = 0;
for (const [name, picture] of Object.entries(all)) {
  const began = Date.now();
  let problem;
  try {
    await take(workbench, name, picture);
  } catch (error) {
    failures++;
    problem = String(error.stack ?? error);
    await workbench.page.screenshot({ path: join(pictures, `failed-${name}.png`) });
  }
  report(`picture: ${name}`, began, problem);
}
await workbench.stop();
process.exit(failures > 0 ? 1 : 0);
