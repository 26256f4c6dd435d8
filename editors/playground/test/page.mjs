// page INSTALLATION PLAYGROUND PACK_LSP PICTURES: uses the playground in Chromium. INSTALLATION has Playwright;
// PLAYGROUND is the built one; PACK_LSP is the binary to compare with; pictures go into PICTURES.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { tarGz } from '../../vscode/scripts/tar.mjs';
import { report } from '../../vscode/test/lib/report.mjs';

const [installation, playground, binary, pictures] = process.argv.slice(2);
const examples = fileURLToPath(new URL('../../../examples', import.meta.url));
const axe = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
mkdirSync(pictures, { recursive: true });

const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const host = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  try {
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const body = readFileSync(join(playground, name));
    response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise(resolve => host.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${host.address().port}/`;

const { chromium } = createRequire(join(installation, 'package.json'))('playwright-core');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({
  viewport: { width: 1440, height: 900 },
  locale: 'en-US',
  colorScheme: 'light',
});
await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
const asked = [];
context.on('request', request => asked.push(request.url()));
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const errors = [];
page.on('pageerror', error => errors.push(String(error)));

const editor = page.locator('#editor .monaco-editor').first();
const problems = page.locator('#problems li');
const choose = title => page.getByLabel('Example').selectOption({ label: title });
const file = name =>
  page.getByRole('navigation', { name: 'Files of the pack' }).getByRole('button', { name, exact: true });
const line = text => editor.locator('.view-line', { hasText: text }).first();
const picture = name => page.screenshot({ path: join(pictures, `${name}.png`) });

/** The problems as "path:line:column code", sorted. */
async function shown() {
  const rows = await problems.evaluateAll(items =>
    items.map(item => `${item.querySelector('.place').textContent} ${item.querySelector('code').textContent}`),
  );
  return rows.sort();
}

function fromCommandLine(pack) {
  const { stdout } = spawnSync(binary, ['check', '--format=json', '--fail-on=never', pack], { encoding: 'utf8' });
  return JSON.parse(stdout)
    .map(({ file, range: { start }, code }) => {
      return `${file.slice(pack.length + 1)}:${start.line + 1}:${start.character + 1} ${code}`;
    })
    .sort();
}

const tests = {
  'it starts with a broken pack, and finds what the command line finds': async () => {
    await page.goto(url);
    await editor.locator('.squiggly-error').first().waitFor();
    const expected = fromCommandLine(join(examples, 'broken-pack'));
    assert.ok(expected.length > 5);
    await assertSoon(async () => assert.deepEqual(await shown(), expected));
    await picture('broken');
  },

  'a quick fix by keyboard': async () => {
    await line('"addons"').click();
    await page.keyboard.press('End');
    for (let i = 0; i < 'ns",'.length; i++) {
      await page.keyboard.press('ArrowLeft');
    }
    const action = page.locator('.action-widget .monaco-list-row', { hasText: 'addon' }).first();
    await ask('Control+.', action);
    await page.keyboard.press('Enter');
    await line('"layer": "addon",').waitFor();
    await problems.filter({ hasText: 'unknown layer' }).waitFor({ state: 'detached' });
  },

  'completion offers what is allowed': async () => {
    await line('"layer": "addon",').click();
    await page.keyboard.press('End');
    for (let i = 0; i < '"addon",'.length; i++) {
      await page.keyboard.press('Backspace');
    }
    const rows = page.locator('.suggest-widget.visible .monaco-list-row');
    await ask('Control+Space', rows.filter({ hasText: 'k8s' }).first());
    await picture('completion');
    await rows.filter({ hasText: 'cni' }).first().click();
    await line(/"layer":\s*"cni"/).waitFor();
  },

  'a hover explains a key': async () => {
    await editor
      .locator('.view-line span', { hasText: /^"cloudTypes"$/ })
      .last()
      .hover();
    await page.locator('.monaco-hover:visible', { hasText: /cloud/i }).first().waitFor();
  },

  'a problem in the list leads to its place': async () => {
    await problems.filter({ hasText: 'values.yaml' }).first().getByRole('button').click();
    await assertSoon(async () => assert.equal(await file('values.yaml').getAttribute('aria-current'), 'true'));
  },

  'what is deployed is shown next to the values, and follows them': async () => {
    await choose('A chart that does not deploy');
    await problems.filter({ hasText: 'deploy/rejected' }).waitFor();
    await file('values.yaml').click();
    const deployed = page.locator('#deployed .view-line');
    await deployed.filter({ hasText: /type:\s*Cluster$/ }).waitFor();
    await picture('deployed');
    await line('type: Cluster').click();
    await page.keyboard.press('End');
    await page.keyboard.type('IP');
    await deployed.filter({ hasText: /type:\s*ClusterIP$/ }).waitFor();
    await problems.filter({ hasText: 'deploy/rejected' }).waitFor({ state: 'detached' });
  },

  'a link brings the pack as it is now': async () => {
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByRole('status').filter({ hasText: 'clipboard' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await context.newPage();
    await other.goto(link);
    await other.getByRole('button', { name: 'values.yaml', exact: true }).click({ timeout: 60_000 });
    await other.locator('#editor .view-line', { hasText: 'type: ClusterIP' }).waitFor();
    await other.locator('#deployed .view-line', { hasText: /type:\s*ClusterIP$/ }).waitFor();
    await other.close();
  },

  'an archive of a pack can be opened': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pack-lsp-playground-'));
    try {
      const archive = join(folder, 'mine.tgz');
      cpSync(join(examples, 'good-pack'), join(folder, 'good-pack'), { recursive: true });
      spawnSync('tar', ['-czf', archive, '-C', folder, 'good-pack']);
      await page.locator('#archive').setInputFiles(archive);
      await page.getByRole('status').filter({ hasText: 'stays in this browser' }).waitFor();
      await file('pack.json').waitFor();
      await page.locator('#deployed .view-line', { hasText: /kind:\s*Deployment/ }).waitFor();
      await assertSoon(async () => assert.deepEqual(await shown(), []));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  'something else is refused with a reason': async () => {
    const text = (name, content) => ({ name, data: Buffer.from(content) });
    const tar = (name, ...members) => ({ name, buffer: tarGz(members) });
    for (const [file, reason] of [
      [{ name: 'x.zip', buffer: Buffer.from('PK') }, 'x.zip cannot be read'],
      [{ name: 'x.tgz', buffer: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]) }, 'x.tgz cannot be read'],
      [{ name: 'cut.tgz', buffer: tarGz([text('a/pack.json', '{}')]).subarray(0, 60) }, 'cut.tgz cannot be read'],
      [{ name: 'text.tar', buffer: Buffer.from('a: 1\n'.repeat(1000)) }, 'text.tar cannot be read'],
      [{ name: 'empty.tgz', buffer: Buffer.alloc(0) }, 'empty.tgz cannot be read'],
      [tar('notes.tgz', text('a/README.md', 'x')), 'There is no pack.json in it'],
      [tar('web.tgz', text('web/Chart.yaml', 'name: web'), text('web/values.yaml', 'a: 1')), 'This is a Helm chart'],
      [{ name: 'zeros.tgz', buffer: gzipSync(Buffer.alloc(65 << 20)) }, 'zeros.tgz is too large for a pack'],
      [
        tar('many.tgz', ...Array.from({ length: 2001 }, (_, i) => text(`a/${i}`, ''))),
        'many.tgz is too large for a pack: at most 64 MB and 2,000 files.',
      ],
    ]) {
      await page.locator('#archive').setInputFiles({ ...file, mimeType: 'application/octet-stream' });
      await page.getByRole('status').filter({ hasText: reason }).waitFor();
    }
    assert.deepEqual(await shown(), []); // the pack that was open still is
  },

  'of several packs the first one is opened': async () => {
    const meta = name => Buffer.from(JSON.stringify({ name, version: '1.0.0' }));
    const buffer = tarGz(['b-1.0.0', 'a-1.0.0'].map(name => ({ name: `all/${name}/pack.json`, data: meta(name) })));
    await page.locator('#archive').setInputFiles({ name: 'all.tgz', mimeType: 'application/gzip', buffer });
    await page.getByRole('status').filter({ hasText: 'Opened a-1.0.0, the first of 2 packs.' }).waitFor();
    await line('"a-1.0.0"').waitFor();
  },

  'a pack of 50 MB is opened, and is too large for a link': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pack-lsp-playground-'));
    try {
      const archive = join(folder, 'big.tgz');
      const packed = tarGz([
        { name: 'big/pack.json', data: Buffer.from('{"name": "big", "version": "1.0.0", "layer": "addons"}') },
        { name: 'big/charts/big-1.0.0.tgz', data: randomBytes(49 << 20) },
      ]);
      writeFileSync(archive, packed);
      await page.locator('#archive').setInputFiles(archive);
      await page.getByRole('status').filter({ hasText: 'Opened big.' }).waitFor();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    await problems.filter({ hasText: 'unknown layer' }).waitFor();
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByRole('status').filter({ hasText: 'too large for a link' }).waitFor();
  },

  'a link that is pasted into the page opens its pack': async () => {
    await choose('A good pack');
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByRole('status').filter({ hasText: 'clipboard' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await choose('A chart that does not deploy');
    assert.equal(new URL(page.url()).hash, '', 'the address of another pack stays');
    await page.evaluate(hash => {
      location.hash = hash;
    }, new URL(link).hash);
    await line('"displayName": "Greeter"').waitFor();
    await page.evaluate(() => {
      location.hash = '#pack=damaged';
    });
    await page.getByRole('status').filter({ hasText: 'The link is damaged.' }).waitFor();
  },

  'a server that ends is started again, with the text as it is': async () => {
    await choose('A good pack');
    await file('pack.json').click();
    await line('"layer": "addon",').click();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('s');
    await problems.filter({ hasText: 'unknown layer "addons"' }).waitFor();
    const [worker] = page.workers().filter(w => w.url().endsWith('/worker.js'));
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('out of memory');
      });
    });
    await page.getByRole('status').filter({ hasText: 'The server was started again.' }).waitFor();
    await page.keyboard.press('Backspace');
    await problems.filter({ hasText: 'unknown layer' }).waitFor({ state: 'detached' });
  },

  'by keyboard alone, a problem is found and fixed': async () => {
    await page.getByLabel('Example').focus();
    await page.keyboard.press('Home'); // the broken pack
    const problem = problems.filter({ hasText: 'unknown layer' }).getByRole('button');
    await problem.waitFor();
    await page.getByLabel('Example').focus();
    for (let i = 0; i < 60; i++) {
      if (await problem.evaluate(button => button === document.activeElement)) {
        break;
      }
      // The editor takes Tab, as the footer says.
      const inEditor = await page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null);
      if (inEditor && !(await page.evaluate(() => globalThis.tabMoves))) {
        await page.keyboard.press('Control+M');
        await page.evaluate(() => {
          globalThis.tabMoves = true;
        });
      }
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter'); // leads into the editor, at the problem
    await ask('Control+.', page.locator('.action-widget .monaco-list-row', { hasText: 'addon' }).first());
    await page.keyboard.press('Enter');
    await problems.filter({ hasText: 'unknown layer' }).waitFor({ state: 'detached' });
    await page.locator('#editor textarea, #editor .native-edit-context').first().focus();
    await page.keyboard.press('Control+M');
  },

  'a screen reader hears what there is, and how many problems': async () => {
    const tree = await page.locator('body').ariaSnapshot();
    for (const part of [
      'heading "pack-lsp playground"',
      'combobox "Example"',
      'navigation "Files of the pack"',
      'button "pack.json"',
      'region "Editor"',
      'region "What is deployed"',
      /region "Problems \(\d+\)"/,
    ]) {
      assert.ok(typeof part === 'string' ? tree.includes(part) : part.test(tree), `${part} is not in\n${tree}`);
    }
    assert.equal(await page.locator('#problems-title').getAttribute('aria-live'), 'polite');
  },

  'nothing is cut off on a phone': async () => {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 740 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} pixels wide`);
    for (const control of ['#example', '#open-folder', '#open-archive', '#share']) {
      const box = await page.locator(control).boundingBox();
      const visible = box && box.x >= 0 && box.x + box.width <= 360 && box.height >= 24;
      assert.ok(visible, `${control}: ${JSON.stringify(box)}`);
    }
    await page.screenshot({ path: join(pictures, 'phone.png'), fullPage: true });
    await page.setViewportSize(before);
  },

  'everything can be reached by keyboard': async () => {
    await page.getByLabel('Example').focus();
    const reached = new Set();
    for (let i = 0; i < 12; i++) {
      reached.add(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent));
      await page.keyboard.press('Tab');
    }
    for (const id of ['example', 'open-folder', 'open-archive', 'share', 'pack.json', 'values.yaml']) {
      assert.ok(reached.has(id), `${id} is not among ${[...reached]}`);
    }
  },

  'labels and contrast are right, in light and dark': async () => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        globalThis.axe.run({ exclude: [['.monaco-editor']] }, { runOnly: ['wcag2a', 'wcag2aa'] }),
      );
      assert.deepEqual(
        violations.map(v => `${colorScheme}: ${v.id}: ${v.nodes.map(n => n.target).join(' ')}`),
        [],
      );
      await picture(colorScheme);
    }
  },

  'it works without a network once it was loaded': async () => {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await context.setOffline(true);
    host.closeAllConnections();
    await page.goto(url);
    await editor.locator('.squiggly-error').first().waitFor();
    await context.setOffline(false);
  },

  'nothing was asked of anybody else, and nothing failed': () => {
    assert.deepEqual(
      asked.filter(address => !address.startsWith(url) && !address.startsWith('data:') && !address.startsWith('blob:')),
      [],
    );
    assert.deepEqual(errors, []);
  },
};

/** Presses keys until a widget is there: Monaco drops a request if something else comes before the answer. */
async function ask(keys, widget) {
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press(keys);
    try {
      await widget.waitFor({ timeout: 5_000 });
      return;
    } catch (error) {
      if (attempt === 8) {
        throw error;
      }
      await page.keyboard.press('Escape');
    }
  }
}

/** Waits until an assertion holds. */
async function assertSoon(assertion) {
  for (const end = Date.now() + 60_000; ;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

let failures = 0;
for (const [title, test] of Object.entries(tests)) {
  const began = Date.now();
  let problem;
  try {
    await test();
  } catch (error) {
    problem = String(error.stack ?? error);
    await picture(`failed-${++failures}`);
  }
  report(title, began, problem);
}
await browser.close();
host.close();
process.exit(failures === 0 ? 0 : 1);
