// A file system like that of github.dev: memfs://host/repository has a pack, and memfs://host+before/repository has it
// as it was in another commit, read-only. Nobody can search it. Documents with the scheme git have a text alone, like
// those of the Git extension.
const vscode = require('vscode');

const pack = layer =>
  new TextEncoder().encode(`{
  "name": "other",
  "displayName": "Other",
  "version": "1.0.0",
  "layer": "${layer}",
  "cloudTypes": ["all"]
}
`);
const values = new TextEncoder().encode('pack:\n  namespace: other\n');

/** All files, by authority and path. */
const files = new Map([
  ['host/repository/other/pack.json', pack('addons')],
  ['host/repository/other/values.yaml', values],
  ['host+before/repository/other/pack.json', pack('kernels')],
  ['host+before/repository/other/values.yaml', values],
]);

const keyOf = ({ authority, path }) => `${authority}${path}`;

/** The entries of a folder; none if there is no such folder. */
function entries(uri) {
  const prefix = `${keyOf(uri)}/`;
  const rests = [...files.keys()].filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length).split('/'));
  const { Directory, File } = vscode.FileType;
  return [...new Map(rests.map(([name, ...more]) => [name, more.length > 0 ? Directory : File]))];
}

function stat(uri) {
  const text = files.get(keyOf(uri));
  if (text === undefined && entries(uri).length === 0) {
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  const type = text === undefined ? vscode.FileType.Directory : vscode.FileType.File;
  const permissions = uri.authority === 'host' ? undefined : vscode.FilePermission.Readonly;
  return { type, ctime: 0, mtime: 0, size: text?.length ?? 0, permissions };
}

exports.activate = context => {
  const changed = new vscode.EventEmitter();
  const compare = before => {
    const { uri } = vscode.window.activeTextEditor.document;
    return vscode.commands.executeCommand('vscode.diff', uri.with(before(uri)), uri);
  };
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('memfs', {
      onDidChangeFile: changed.event,
      watch: () => ({ dispose: () => undefined }),
      stat,
      readDirectory: entries,
      readFile: uri => {
        stat(uri);
        return files.get(keyOf(uri));
      },
      writeFile: (uri, text) => {
        files.set(keyOf(uri), text);
        changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      },
      createDirectory: uri => {
        throw vscode.FileSystemError.NoPermissions(uri);
      },
      delete: uri => {
        throw vscode.FileSystemError.NoPermissions(uri);
      },
      rename: uri => {
        throw vscode.FileSystemError.NoPermissions(uri);
      },
    }),
    vscode.workspace.registerTextDocumentContentProvider('git', {
      provideTextDocumentContent: () => new TextDecoder().decode(pack('kernels')),
    }),
    vscode.commands.registerCommand('memfs.compare', () =>
      compare(({ authority }) => ({ authority: `${authority}+before` })),
    ),
    vscode.commands.registerCommand('memfs.compareGit', () =>
      compare(({ path }) => ({ scheme: 'git', authority: '', query: JSON.stringify({ path, ref: '~' }) })),
    ),
  );
};
