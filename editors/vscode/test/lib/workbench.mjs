// A throw-away VS Code in a headless browser: code-server with a home, settings and extensions of its own, and Chromium, from which no request
// leaves this machine.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/**
 * Starts one. installation is a folder that the script install made; vsix is the extension to install; workspace is a folder to copy and open;
 * settings are the user's. trusted: false opens the workspace in restricted mode. args are more arguments of code-server.
 */
export async function startWorkbench({ installation, vsix, workspace, settings = {}, trusted = true, args = [] }) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'pack-lsp-vscode-')));
  const folder = name => {
    mkdirSync(join(home, name), { recursive: true });
    return join(home, name);
  };
  const [data, extensions, work] = ['data', 'extensions', 'work'].map(folder);
  cpSync(workspace, work, { recursive: true });
  writeFileSync(join(folder('data/User'), 'settings.json'), JSON.stringify({ ...quiet, ...settings }));
  writeFileSync(join(home, 'config.yaml'), 'bind-addr: 127.0.0.1:0\nauth: none\ncert: false\n');

  const node = join(installation, 'node');
  const environment = { HOME: folder('home'), PATH: process.env.PATH, LANG: 'C.UTF-8', EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }) };
  const base = [join(installation, 'node_modules/code-server/out/node/entry.js'), '--config', join(home, 'config.yaml')];
  base.push('--user-data-dir', data, '--extensions-dir', extensions);
  const installed = spawnSync(node, [...base, '--install-extension', vsix, '--force'], { env: environment, encoding: 'utf8' });
  if (installed.status !== 0) {
    throw new Error(`the extension cannot be installed: ${installed.stdout}${installed.stderr}`);
  }

  const flags = ['--auth=none', '--bind-addr=127.0.0.1:0', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  flags.push('--disable-proxy', '--ignore-last-opened', ...(trusted ? ['--disable-workspace-trust'] : []), ...args);
  // A group of its own, so that all that it starts can be ended with it.
  const server = spawn(node, [...base, ...flags], { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
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
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    await context.route(
      address => /^https?:$/.test(address.protocol) && address.hostname !== '127.0.0.1',
      route => route.abort(),
    );
    const page = await context.newPage();
    return new Workbench({ url, page, home, work, stop, server });
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
  constructor(parts) {
    Object.assign(this, parts);
    this.page.setDefaultTimeout(30_000);
  }

  /** The URI of a file on this machine, as the workbench in the browser knows it. */
  remote(path) {
    return `vscode-remote://${new URL(this.url).host}${path}`;
  }

  /** Opens folder, by default the workspace, in the workbench. payload is what a native VS Code has as command line arguments. */
  async open(payload = [], folder = this.work) {
    await this.page.goto(`${this.url}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    await this.page.locator('.monaco-workbench').waitFor({ timeout: patience });
  }

  async openFile(path) {
    await this.open([['openFile', this.remote(join(this.work, path))]]);
    await this.page.locator('.editor-instance .view-line').first().waitFor({ timeout: patience });
  }

  /** Runs a command by its title in the command palette. */
  async command(title) {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }
}
