// host INSTALLATION VSIX TESTS WORKSPACE: runs the tests of test/host, bundled as TESTS/host.js, inside the extension host of a real VS Code, where the
// whole API is at hand, beside the extension installed from VSIX.
import { join } from 'node:path';
import { startWorkbench } from './lib/workbench.mjs';

/** How long all tests may take, in milliseconds. */
const limit = 180_000;

const [installation, vsix, tests, workspace] = process.argv.slice(2);
const workbench = await startWorkbench({ installation, vsix, workspace });
let failed;
try {
  const { page } = workbench;
  // What the test runner of a native VS Code sets on the command line.
  await page.addInitScript(() => {
    const { getAttribute } = globalThis.Element.prototype;
    globalThis.Element.prototype.getAttribute = function (name) {
      const value = getAttribute.call(this, name);
      if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') {
        return value;
      }
      const settings = JSON.parse(value);
      return JSON.stringify({ ...settings, developmentOptions: { ...settings.developmentOptions, enableSmokeTestDriver: true } });
    };
  });
  const exit = new Promise(resolve => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (_type, parts) => {
    for (const line of parts.join(' ').split('\n')) {
      if (/^(not )?ok - |^ {4}\| /.test(line)) {
        console.log(line);
      }
    }
  });
  await workbench.open([
    ['extensionDevelopmentPath', workbench.remote(tests)],
    ['extensionTestsPath', workbench.remote(join(tests, 'host.js'))],
    ['skipWelcome', 'true'],
  ]);
  const late = new Promise(resolve => setTimeout(resolve, limit, 'late').unref());
  const code = await Promise.race([exit, late]);
  failed = code !== 0;
  if (code === 'late') {
    console.log('not ok - the tests end in time');
    if (process.env.PICTURES) {
      await page.screenshot({ path: join(process.env.PICTURES, 'host-failed.png') });
    }
  }
} finally {
  await workbench.stop();
}
process.exit(failed ? 1 : 0);
