// Runs the tests of the folder host inside the extension host of a real VS Code, where the whole API is available,
// next to the installed extension.
import { join } from 'node:path';
import { report } from './lib/report.mjs';

/** How long all tests may take, in milliseconds: some 40 seconds, and more on a busy machine. */
const limit = 900_000;

/**
 * Runs all tests in a window of workbench, bundled as host.js in the folder tests, and returns how many failed. In the
 * folder examples are a good and a broken pack. If the tests do not end, a picture is put into the folder pictures.
 */
export async function testHost({ workbench, tests, examples, pictures }) {
  await workbench.use(examples, { ownWindow: true });
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
      return JSON.stringify({
        ...settings,
        developmentOptions: { ...settings.developmentOptions, enableSmokeTestDriver: true },
      });
    };
  });
  let failures = 0;
  const ended = new Promise(resolve => page.exposeFunction('codeAutomationExit', () => resolve(true)));
  await page.exposeFunction('codeAutomationLog', (_type, parts) => {
    for (const line of parts.join(' ').split('\n')) {
      if (/^(not )?ok - |^ {4}\| /.test(line)) {
        console.log(line);
      }
      failures += line.startsWith('not ok - ') ? 1 : 0;
    }
  });
  const began = Date.now();
  await workbench.open([
    ['extensionDevelopmentPath', workbench.remote(tests)],
    ['extensionTestsPath', workbench.remote(join(tests, 'host.js'))],
    ['skipWelcome', 'true'],
  ]);
  if (!(await Promise.race([ended, new Promise(resolve => setTimeout(resolve, limit, false).unref())]))) {
    failures++;
    report('host: the tests end in time', began, '');
    await page.screenshot({ path: join(pictures, 'host-failed.png') });
  }
  return failures;
}
