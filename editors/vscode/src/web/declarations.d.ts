// Go's script that runs its programs in a browser; the build puts it there.
declare module 'go-wasm-exec';
