import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the binary for its output. It fails if the binary cannot be run or exits with a code other than 0. */
export async function run(binary: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, args, {
    maxBuffer: 16 << 20,
    timeout: 30_000,
    windowsHide: true,
  });
  return stdout;
}
