// version INSTALLATION VSIX TESTS EXAMPLES PICTURES: tests the extension packaged as VSIX in one real VS Code, in both
// ways: in its extension host, with the tests bundled in the folder TESTS, and in its page. Pictures of what is seen go
// into the folder PICTURES.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testHost } from './host.mjs';
import { installExtension, startWorkbench } from './lib/workbench.mjs';
import { testPage } from './page.mjs';

const [installation, vsix, tests, examples, pictures] = process.argv.slice(2);
const extensions = realpathSync(mkdtempSync(join(tmpdir(), 'pack-lsp-extensions-')));
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1)); // which ends VS Code and the browser
}
process.once('exit', () => rmSync(extensions, { recursive: true, force: true }));
installExtension({ installation, vsix, extensions });
const workbench = await startWorkbench({ installation, extensions, workspace: examples });
const failures =
  (await testPage({ workbench, installation, extensions, examples, pictures })) +
  (await testHost({ workbench, tests, examples, pictures }));
await workbench.stop();
process.exit(failures > 0 ? 1 : 0);
