// A file system like that of github.dev: read-only, and each look at a file takes a while and is counted. It has a
// thousand packs, and ten thousand other folders.
const vscode = require('vscode');

const delay = 20; // milliseconds
const packs = 1000;
const others = 10_000;

/** What is in a folder, or a file; undefined if there is nothing. */
function at(path) {
  const [, top, name, ...more] = path.split('/');
  if (path === '/repo') {
    return ['packs', 'sources', '.pack-lsp.yaml'];
  }
  if (path === '/repo/.pack-lsp.yaml') {
    return 'checks:\n  pack/version-v-prefix: hint\n';
  }
  if (top !== 'repo') {
    return path === '/' ? ['repo'] : undefined;
  }
  if (more.length === 0) {
    return name === 'packs'
      ? Array.from({ length: packs }, (_, i) => `pack-${i}-1.0.0`)
      : name === 'sources'
        ? Array.from({ length: others }, (_, i) => `folder-${i}`)
        : undefined;
  }
  if (name === 'sources') {
    return more.length === 1 ? ['main.c'] : 'int main;\n';
  }
  const number = /^pack-(\d+)-1\.0\.0$/.exec(more[0])?.[1];
  if (number === undefined) {
    return undefined;
  }
  switch (more[1]) {
    case undefined:
      return ['pack.json', 'values.yaml'];
    case 'pack.json':
      return `{\n  "name": "pack-${number}",\n  "version": "v1.0.0",\n  "layer": "addons"\n}\n`;
    case 'values.yaml':
      return 'pack:\n  namespace: x\n';
  }
  return undefined;
}

const kindOf = what => (Array.isArray(what) ? vscode.FileType.Directory : vscode.FileType.File);

let looks = 0;

async function look(uri) {
  // VS Code itself looks for settings, again and again.
  if (/^\/repo\/(packs|sources|\.pack-lsp)/.test(uri.path)) {
    looks++;
  }
  await new Promise(resolve => setTimeout(resolve, delay));
  const what = at(uri.path);
  if (what === undefined) {
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  return what;
}

const noEvents = () => ({ dispose: () => undefined });
const refuse = uri => {
  throw vscode.FileSystemError.NoPermissions(uri);
};

exports.activate = context => {
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider(
      'slowfs',
      {
        onDidChangeFile: noEvents,
        watch: noEvents,
        stat: async uri => {
          const what = await look(uri);
          return { type: kindOf(what), ctime: 0, mtime: 0, size: Array.isArray(what) ? 0 : what.length };
        },
        readDirectory: async uri =>
          (await look(uri)).map(name => [name, kindOf(at(uri.path === '/' ? `/${name}` : `${uri.path}/${name}`))]),
        readFile: async uri => new TextEncoder().encode(await look(uri)),
        writeFile: refuse,
        createDirectory: refuse,
        delete: refuse,
        rename: refuse,
      },
      { isReadonly: true },
    ),
    vscode.workspace.registerFileSearchProvider('slowfs', {
      provideFileSearchResults: () =>
        Array.from({ length: packs }, (_, i) =>
          vscode.Uri.from({ scheme: 'slowfs', path: `/repo/packs/pack-${i}-1.0.0/pack.json` }),
        ),
    }),
    vscode.commands.registerCommand('slowfs.looks', () => vscode.window.showInformationMessage(`${looks} looks`)),
  );
};
