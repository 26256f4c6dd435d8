// Runs inside the extension host; see ../host.mjs. VS Code calls run.
import { cases } from './cases';

export async function run(): Promise<void> {
  let failed = 0;
  for (const [name, test] of Object.entries(cases)) {
    try {
      await test();
      console.log(`ok - ${name}`);
    } catch (error) {
      failed++;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(`not ok - ${name}\n${text.replace(/^/gm, '    | ')}`);
    }
  }
  if (failed > 0) {
    throw new Error(`${failed} failed`);
  }
}
