// The worker of the playground. Few hosts of static pages compress with brotli, which makes the program a third smaller
// than gzip does; so it is unpacked here.
// @ts-expect-error the bundler makes bytes of it
import decoder from 'brotli-dec-wasm/web/bg.wasm';
import init, { BrotliDecStream, BrotliStreamResultCode } from 'brotli-dec-wasm/web';
import { listen } from './worker';

listen(async program => {
  const [packed] = await Promise.all([fetched(String(program)), init({ module_or_path: decoder as BufferSource })]);
  return WebAssembly.compileStreaming(
    new Response(unpacked(packed), { headers: { 'Content-Type': 'application/wasm' } }),
  );
});

async function fetched(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${response.statusText}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** The program, which compiles while the rest is still being unpacked. */
function unpacked(packed: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stream = new BrotliDecStream();
  let at = 0;
  return new ReadableStream({
    pull: controller => {
      const result = stream.dec(packed.subarray(at), 1 << 20);
      at += result.input_offset;
      controller.enqueue(new Uint8Array(result.buf));
      if (result.code === BrotliStreamResultCode.ResultSuccess) {
        controller.close();
        stream.free();
      }
    },
  });
}
