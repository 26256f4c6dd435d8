// Runs inside the extension host; see ../host.mjs. VS Code calls run.
import { report } from '../lib/report.mjs';
import { cases } from './cases';

export async function run(): Promise<void> {
  let failed = 0;
  for (const [name, test] of Object.entries(cases)) {
    const began = Date.now();
    let problem: string | undefined;
    try {
      await test();
    } catch (error) {
      failed++;
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    report(`host: ${name}`, began, problem);
  }
  if (failed > 0) {
    throw new Error(`${failed} failed`);
  }
}
