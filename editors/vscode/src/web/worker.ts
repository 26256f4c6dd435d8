// The worker of the server. The extension reads the program, since only it can read its own files.
import { listen } from '../../../playground/src/worker';

listen(program => WebAssembly.compile(program as Uint8Array<ArrayBuffer>));
