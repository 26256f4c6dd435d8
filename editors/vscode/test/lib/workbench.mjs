// A throwaway VS Code in a headless browser: code-server with its own home, settings and extensions, and Chromium, from
// which no request leaves this machine.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ask, pick, quickInput, quickPick } from './gestures.mjs';

/** Everything that would cover the editor, take the focus, or ask the network. */
const quiet = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.autoDetect': 'off',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** How long anything may take to begin, in milliseconds; the machine may be busy. */
export const patience = 60_000;

const entry = 'node_modules/code-server/out/node/entry.js';

/** What a program of this installation can see of this machine. */
function environment(home) {
  return {
    HOME: home,
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }),
  };
}

/** Installs an extension, packaged as vsix, into the folder extensions. */
export function installExtension({ installation, vsix, extensions }) {
  const home = mkdtempSync(join(tmpdir(), 'pack-lsp-vscode-'));
  try {
    const args = [
      join(installation, entry),
      '--config',
      join(home, 'config.yaml'),
      '--user-data-dir',
      home,
      '--extensions-dir',
      extensions,
    ];
    const { status, stdout, stderr } = spawnSync(join(installation, 'node'), [...args, '--install-extension', vsix], {
      env: environment(home),
      encoding: 'utf8',
    });
    if (status !== 0) {
      throw new Error(`the extension cannot be installed: ${stdout}${stderr}`);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Installs the extension in a folder, which is not packaged, next to one that installExtension has installed. */
export function addExtension(extensions, folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const relativeLocation = `${publisher}.${name}-${version}`;
  const path = join(extensions, relativeLocation);
  cpSync(folder, path, { recursive: true });
  const list = join(extensions, 'extensions.json');
  const installed = JSON.parse(readFileSync(list, 'utf8'));
  const location = { $mid: 1, path, scheme: 'file' };
  installed.push({ identifier: { id: `${publisher}.${name}` }, version, location, relativeLocation, metadata: {} });
  writeFileSync(list, JSON.stringify(installed));
}

/**
 * Starts one. installation is a folder that the script install made; extensions is one that installExtension installed
 * into; workspace is a folder to copy and open. trusted: false opens the workspace in restricted mode. settings are the
 * user's, in addition to the quiet ones.
 */
export async function startWorkbench({ installation, extensions, workspace, trusted = true, settings = {} }) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'pack-lsp-vscode-')));
  const folder = name => {
    mkdirSync(join(home, name), { recursive: true });
    return join(home, name);
  };
  const [data, work] = ['data', 'work'].map(folder);
  cpSync(workspace, work, { recursive: true });
  writeFileSync(join(folder('data/User'), 'settings.json'), JSON.stringify({ ...quiet, ...settings }));
  writeFileSync(join(home, 'config.yaml'), 'bind-addr: 127.0.0.1:0\nauth: none\ncert: false\n');

  const args = [
    join(installation, entry),
    '--config',
    join(home, 'config.yaml'),
    '--user-data-dir',
    data,
    '--extensions-dir',
    extensions,
  ];
  args.push(
    '--auth=none',
    '--bind-addr=127.0.0.1:0',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
  );
  args.push('--disable-proxy', '--ignore-last-opened', ...(trusted ? ['--disable-workspace-trust'] : []));
  // A process group of its own, so that everything that it starts can be ended with it.
  const server = spawn(join(installation, 'node'), args, {
    env: environment(folder('home')),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { chromium } = createRequire(join(installation, 'package.json'))('playwright-core');
  let browser;
  const kill = () => {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  };
  process.once('exit', kill);
  const stop = async () => {
    await browser?.close();
    const gone = new Promise(resolve => server.once('exit', resolve));
    server.kill('SIGTERM');
    await Promise.race([gone, new Promise(resolve => setTimeout(resolve, 5000))]);
    kill();
    process.off('exit', kill);
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    const url = await listening(server);
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    await context.route(
      address => /^https?:$/.test(address.protocol) && address.hostname !== '127.0.0.1',
      route => route.abort(),
    );
    const page = await context.newPage();
    return new Workbench({ url, context, page, home, work, workspaces: 0, extensions, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the server listens at, once it does. */
function listening(server) {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`code-server does not start:\n${said}`)), patience);
    const hear = data => {
      said += data;
      const address = /listening on (http:\/\/[^\s/]+)/.exec(said);
      if (address) {
        clearTimeout(timer);
        resolve(address[1]);
      }
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', code => reject(new Error(`code-server ended with ${code}:\n${said}`)));
  });
}

class Workbench {
  /** Among parts: context and page, Playwright's; home and work, folders that go with it; stop. */
  constructor(parts) {
    Object.assign(this, parts);
    this.page.setDefaultTimeout(patience);
  }

  /** The URI of a file on this machine, as the workbench in the browser knows it. */
  remote(path) {
    return `vscode-remote://${new URL(this.url).host}${path}`;
  }

  /**
   * Opens folder, by default the workspace, in the workbench. payload is what a native VS Code gets as command line
   * arguments.
   */
  async open(payload = [], folder = this.work) {
    await this.goTo('folder', folder, payload);
  }

  async goTo(kind, path, payload) {
    const query = `${kind}=${encodeURIComponent(path)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await this.page.goto(`${this.url}/?${query}`);
    await this.page.locator('.monaco-workbench').waitFor({ timeout: patience });
  }

  /** Opens a workspace of several folders, which is described in a file, in the workbench; payload as for open. */
  async openWorkspace(file, payload = []) {
    await this.goTo('workspace', file, payload);
    this.opened = this.work;
  }

  /** Opens a file of the workspace: the first one with the window, others in it, since a window takes seconds. */
  async openFile(path) {
    const file = join(this.work, path);
    if (this.opened !== this.work) {
      await this.open([['openFile', this.remote(file)]]);
      this.opened = this.work;
    } else {
      await ask(this.page, 'Control+P', quickInput(this.page));
      await quickInput(this.page).fill(file);
      await quickPick(this.page, basename(file)).filter({ hasText: basename(dirname(file)) }).click();
      await this.page.locator('.monaco-breadcrumbs', { hasText: basename(dirname(file)) }).first().waitFor();
    }
    await this.page.locator('.editor-instance .view-line').first().waitFor({ timeout: patience });
  }

  /** Has the window show a copy of another workspace from now on, or a window of its own, if wanted. */
  async use(workspace, { ownWindow = false } = {}) {
    this.work = join(this.home, `work-${++this.workspaces}`, basename(workspace));
    cpSync(workspace, this.work, { recursive: true });
    if (ownWindow) {
      await this.page.close();
      this.page = await this.context.newPage();
      this.page.setDefaultTimeout(patience);
    }
  }

  /**
   * Runs a command by its title in the command palette. The palette leaves out commands with a condition if it opens in
   * the moment when an editor gets the focus, so it is opened again until the command is there.
   */
  async command(title) {
    const input = quickInput(this.page);
    for (let attempt = 1; ; attempt++) {
      await ask(this.page, 'F1', input);
      await input.fill(`>${title}`);
      try {
        await quickPick(this.page, title).waitFor({ timeout: 5_000 });
        break;
      } catch (error) {
        if (attempt === 4) {
          throw error;
        }
        await this.page.keyboard.press('Escape');
      }
    }
    // Not Enter, which runs the first one: commands whose titles are similar come before it.
    await pick(this.page, title);
  }
}
