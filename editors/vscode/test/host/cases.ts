import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { tarGz } from '../../scripts/tar.mjs';
import {
  codes,
  extension,
  fileUri,
  ours,
  placeOf,
  replace,
  setting,
  show,
  until,
  untilCode,
  untilNoCode,
  untilRunning,
  untilState,
} from './helpers';

/** The tests, run in this order in one VS Code whose workspace has a copy of the examples. */
export const cases: Record<string, () => Promise<void>> = {
  'a workspace with a pack activates the extension and starts the server that it brings': async () => {
    await until('the extension is active', () => extension().isActive || undefined);
    const { pid } = await untilRunning();
    assert.ok(pid > 0);
  },

  'problems are at their place, with their severity and a link to their page': async () => {
    const { document } = await show('broken-pack/pack.json');
    const problem = await untilCode(document.uri, 'pack/unknown-layer');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.match(document.getText(problem.range), /addons/);
    assert.ok(
      typeof problem.code === 'object' && problem.code.target.path.endsWith('/checks/pack/unknown-layer/'),
    );
  },

  'the schema of .pack-lsp.yaml comes with the extension': async () => {
    const { yamlValidation } = (extension().packageJSON as { contributes: { yamlValidation: { url: string }[] } })
      .contributes;
    const file = vscode.Uri.joinPath(extension().extensionUri, yamlValidation[0]?.url ?? '');
    const schema = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(file)).toString()) as { title: string };
    assert.equal(schema.title, 'Settings of pack-lsp');
  },

  "every problem is shown once, with VS Code's own JSON support at work": async () => {
    const { uri } = (await show('broken-pack/pack.json')).document;
    const others = await until('the JSON support has found the trailing comma', () => {
      const found = vscode.languages.getDiagnostics(uri).filter(d => d.source !== 'pack-lsp');
      return found.length > 0 ? found : undefined;
    });
    await untilNoCode(uri, 'json/syntax');
    const lines = new Set(others.map(d => d.range.start.line));
    assert.deepEqual(
      ours(uri).filter(d => codes([d])[0]?.startsWith('json/') && lines.has(d.range.start.line)),
      [],
    );
    const texts = ours(uri).map(
      d => `${d.range.start.line}:${d.range.start.character} ${codes([d]).join('')} ${d.message}`,
    );
    assert.equal(new Set(texts).size, texts.length, texts.join('\n'));
  },

  'a problem of syntax is left to another extension that underlines it, and comes back without it': async () => {
    const { uri } = (await show('broken-pack/values.yaml')).document;
    const own = await untilCode(uri, 'yaml/duplicate-key');
    const other = vscode.languages.createDiagnosticCollection('another');
    const theirs = new vscode.Diagnostic(own.range, 'Map keys must be unique');
    theirs.source = 'YAML';
    other.set(uri, [theirs]);
    await untilNoCode(uri, 'yaml/duplicate-key');
    assert.ok(ours(uri).length > 0, 'the rest stays');
    other.dispose();
    await untilCode(uri, 'yaml/duplicate-key');
  },

  'problems of files that are not open are found, too': async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await untilCode(fileUri('broken-pack/values.yaml'), 'values/unknown-manifest');
    assert.deepEqual(ours(fileUri('good-pack/pack.json')), []);
  },

  'completion offers what fits at the cursor, and inserts it': async () => {
    const editor = await show('good-pack/pack.json');
    await replace(editor, '"layer": "addon"', '"layer": ""');
    const at = placeOf(editor.document, '"layer": ""').end.translate(0, -1);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      at,
    );
    const labels = list.items.map(item => (typeof item.label === 'string' ? item.label : item.label.label));
    assert.ok(
      labels.some(label => label.includes('k8s')) && labels.some(label => label.includes('addon')),
      labels.join(),
    );
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await until('an accepted completion', async () => {
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return editor.document.getText().includes('"layer": ""') ? undefined : true;
    });
    assert.match(editor.document.getText(), /"layer": "(os|k8s|cni|csi|addon)",\n {2}"addonType"/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'positions are right past an emoji': async () => {
    const editor = await show('good-pack/pack.json');
    await replace(editor, '"Greeter"', '"😀😀 Greeter", "laier": "x"');
    await untilCode(editor.document.uri, 'pack/unknown-key');
    const problem = ours(editor.document.uri).find(d => codes([d])[0] === 'pack/unknown-key');
    assert.ok(problem);
    assert.match(editor.document.getText(problem.range), /^"?laier"?$/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await untilNoCode(editor.document.uri, 'pack/unknown-key');
  },

  'a hover says what a key is': async () => {
    const { document } = await show('good-pack/pack.json');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      placeOf(document, 'cloudTypes').start,
    );
    const text = hovers
      .flatMap(h => h.contents)
      .map(c => (c as vscode.MarkdownString).value)
      .join('\n');
    assert.match(text, /cloud/i);
    assert.ok(text.length > 40, text);
  },

  'a quick fix changes the text, and the problem goes': async () => {
    const { document } = await show('broken-pack/pack.json');
    const problem = await untilCode(document.uri, 'pack/unknown-layer');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
      undefined,
      10,
    );
    const fix = actions.find(action => action.isPreferred === true && action.title.includes('addon'));
    assert.ok(fix?.edit, actions.map(a => a.title).join());
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /"layer": "addon"/);
    await untilNoCode(document.uri, 'pack/unknown-layer');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await untilCode(document.uri, 'pack/unknown-layer');
  },

  'rename changes a value where it stands, and where a manifest refers to it': async () => {
    const { document } = await show('good-pack/values.yaml');
    const at = placeOf(document, 'replicas').start;
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at,
      'copies',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    const manifest = await vscode.workspace.openTextDocument(fileUri('good-pack/manifests/greeter.yaml'));
    assert.match(document.getText(), /^ {4}copies: 2$/m);
    assert.match(manifest.getText(), /replicas: \{\{ \.Values\.copies \}\}/);
    for (const changed of [document, manifest]) {
      await vscode.window.showTextDocument(changed);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  },

  'what a pack deploys is shown next to its values, follows them, and is found from a value': async () => {
    const editor = await show('good-pack/values.yaml');
    await vscode.commands.executeCommand('packLsp.showDeployed');
    const uri = fileUri('good-pack/deployed.yaml').with({ scheme: 'pack-lsp-deployed' });
    const shown = vscode.window.visibleTextEditors.find(e => e.document.uri.toString() === uri.toString());
    assert.ok(shown, 'the preview is visible');
    assert.notEqual(shown.viewColumn, editor.viewColumn);
    assert.equal(shown.document.languageId, 'yaml');
    assert.match(shown.document.getText(), /^# Source: manifests\/greeter\.yaml\n[^]*^ {2}replicas: 2$/m);
    await replace(editor, 'replicas: 2', 'replicas: 3');
    await until('the preview follows', () => /^ {2}replicas: 3$/m.test(shown.document.getText()) || undefined);
    const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeImplementationProvider',
      editor.document.uri,
      placeOf(editor.document, 'replicas').start,
    );
    const [place] = places.map(p => ('targetUri' in p ? new vscode.Location(p.targetUri, p.targetRange) : p));
    assert.equal(place?.uri.toString(), uri.toString());
    assert.equal(shown.document.getText(place.range), 'replicas: 3');
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('the preview goes back', () => /^ {2}replicas: 2$/m.test(shown.document.getText()) || undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },

  'values.yaml is formatted': async () => {
    const { document } = await show('good-pack/values.yaml');
    const before = document.getText();
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit(edit => {
      edit.insert(document.positionAt(before.length), '\n\n\nextra:   {a:   1}  \n\n');
    });
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), `${before}\n\nextra: {a: 1}\n`);
  },

  'Enter in a comment continues it': async () => {
    const { document } = await show('good-pack/values.yaml');
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit(edit => {
      edit.insert(new vscode.Position(0, 0), '# one\n\n');
    });
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatOnTypeProvider',
      document.uri,
      new vscode.Position(1, 0),
      '\n',
      { tabSize: 2, insertSpaces: true },
    );
    assert.deepEqual(
      edits.map(e => e.newText),
      ['# '],
    );
  },

  'settings count at once': async () => {
    const { uri } = (await show('broken-pack/pack.json')).document;
    await untilCode(uri, 'pack/unknown-layer');
    await setting('checks', { 'pack/unknown-layer': 'off', 'pack/version-v-prefix': 'hint' });
    await untilNoCode(uri, 'pack/unknown-layer');
    assert.equal((await untilCode(uri, 'pack/version-v-prefix')).severity, vscode.DiagnosticSeverity.Hint);
    await setting('checks', undefined);
    await untilCode(uri, 'pack/unknown-layer');
    await setting('exclude', ['broken-pack']);
    await until('no problems in an excluded folder', () => (ours(uri).length === 0 ? true : undefined));
    await setting('exclude', undefined);
    await untilCode(uri, 'pack/unknown-layer');
  },

  'settings that nobody has made leave the word to .pack-lsp.yaml': async () => {
    const { document } = await show('good-pack/pack.json');
    const lenses = async () =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).length;
    const file = fileUri('.pack-lsp.yaml');
    await until('lenses', async () => (await lenses()) > 0 || undefined);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('codeLens: false\n'));
    await until('no lenses', async () => (await lenses()) === 0 || undefined);
    await setting('codeLens', true);
    await until('lenses again', async () => (await lenses()) > 0 || undefined);
    await setting('codeLens', undefined);
    await vscode.workspace.fs.delete(file);
  },

  'a lens shows the places that it counts': async () => {
    const { document } = await show('good-pack/pack.json');
    const lens = await until('a lens with places', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        10,
      );
      return lenses.find(({ command }) => command?.command === 'packLsp.showReferences');
    });
    assert.ok(lens.command?.arguments);
    await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments as unknown[]));
    await vscode.commands.executeCommand('closeReferenceSearch');
  },

  'a lens says how many references there are to a value, and shows them': async () => {
    const { document } = await show('good-pack/values.yaml');
    const lens = await until('a lens above the value', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        100,
      );
      return lenses.find(({ range }) => document.getText(range) === 'replicas');
    });
    assert.equal(lens.command?.title, '1 reference');
    assert.equal(lens.command.command, 'packLsp.showReferences');
    const [, , places] = lens.command.arguments as [string, vscode.Position, { uri: string }[]];
    assert.equal(places[0]?.uri, fileUri('good-pack/manifests/greeter.yaml').toString());
  },

  "definition works in a template in a chart's archive": async () => {
    const folder = fileUri('charted');
    const write = (name: string, data: Uint8Array) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), data);
    const text = (s: string) => new TextEncoder().encode(s);
    const template = '{{ define "web.name" }}web{{ end }}\nkind: {{ .Values.kind }} {{ include "web.name" . }}\n';
    const archive = tarGz(
      Object.entries({
        'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        'values.yaml': '# Of what it makes.\nkind: Pod\n',
        'templates/pod.yaml': template,
      }).map(([name, source]) => ({ name: `web/${name}`, data: Buffer.from(source) })),
    );
    await write('charts/web.tgz', archive);
    await write('values.yaml', text('charts:\n  web:\n    kind: Pod\n'));
    await write('pack.json', text('{"name": "charted", "version": "1.0.0", "charts": ["charts/web.tgz"]}\n'));
    const defined = async (uri: vscode.Uri, at: vscode.Position) => {
      const [place] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        uri,
        at,
      );
      return place && ('targetUri' in place ? new vscode.Location(place.targetUri, place.targetRange) : place);
    };
    const { document } = await show('charted/values.yaml');
    const values = await until('the default', () => defined(document.uri, placeOf(document, 'kind').start));
    assert.equal(values.uri.scheme, 'pack-lsp-chart');
    const uri = values.uri.with({ path: values.uri.path.replace('values.yaml', 'templates/pod.yaml') });
    const source = await vscode.workspace.openTextDocument(uri);
    assert.equal(source.getText(), template);
    const used = await defined(uri, placeOf(source, 'Values.kind').end);
    assert.equal(used?.uri.toString(), values.uri.toString());
    const included = await defined(uri, placeOf(source, 'web.name" .').start);
    assert.equal(included?.uri.toString(), uri.toString());
    assert.equal(included.range.start.line, 0);
    await vscode.workspace.fs.delete(folder, { recursive: true });
  },

  'the command restarts the server': async () => {
    const before = (await untilRunning()).pid;
    await vscode.commands.executeCommand('packLsp.restart');
    assert.notEqual((await untilRunning()).pid, before);
    await untilCode(fileUri('broken-pack/pack.json'), 'pack/unknown-layer');
  },

  'a server that is killed is started again': async () => {
    for (let i = 0; i < 2; i++) {
      const before = (await untilRunning()).pid;
      process.kill(before, 'SIGKILL');
      await until('another process', () => {
        const { state } = extension().exports;
        return state.kind === 'running' && state.pid !== before ? true : undefined;
      });
    }
    const editor = await show('good-pack/pack.json');
    await replace(editor, '"layer": "addon"', '"layer": "adon"');
    await untilCode(editor.document.uri, 'pack/unknown-layer');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await untilNoCode(editor.document.uri, 'pack/unknown-layer');
  },

  'a binary that is missing is reported, and another one taken when the setting changes': async () => {
    await setting('server.path', '/nowhere/pack-lsp');
    const state = await untilState('failed');
    assert.ok(state.kind === 'failed' && state.reason.includes('/nowhere/pack-lsp'));
    await until('no problems without a server', () =>
      ours(fileUri('broken-pack/pack.json')).length === 0 ? true : undefined,
    );
    await setting('server.path', undefined);
    await untilRunning();
    await untilCode(fileUri('broken-pack/pack.json'), 'pack/unknown-layer');
  },

  'a binary that is not a server is restarted more and more slowly, and can be replaced meanwhile': async () => {
    await setting('server.path', '/bin/true');
    const state = await untilState('waiting');
    assert.ok(state.kind === 'waiting' && state.reason.includes('code 0'), JSON.stringify(state));
    await setting('server.path', undefined);
    await untilRunning();
  },

  'the task checks the workspace, and doubles no problem': async () => {
    await untilCode(fileUri('broken-pack/values.yaml'), 'values/unknown-manifest');
    await untilCode(fileUri('broken-pack/pack.json'), 'pack/unknown-layer');
    const problems = () =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([uri, found]) =>
          found.map(d => `${uri.path}:${d.range.start.line}:${d.range.start.character} ${d.message}`),
        );
    const before = problems();
    const [task] = await vscode.tasks.fetchTasks({ type: 'pack-lsp' });
    assert.ok(task);
    const ended = new Promise<number | undefined>(resolve => {
      const listener = vscode.tasks.onDidEndTaskProcess(event => {
        listener.dispose();
        resolve(event.exitCode);
      });
    });
    await vscode.commands.executeCommand('packLsp.checkWorkspace');
    assert.equal(await ended, 1, 'the exit code says that there are errors');
    assert.deepEqual(problems(), before);
    assert.equal(new Set(before).size, before.length);
  },

  'a command without a file means the pack that is shown, also if the output is active': async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await show('broken-pack/values.yaml');
    await vscode.commands.executeCommand('packLsp.showOutput');
    await vscode.commands.executeCommand('workbench.panel.output.focus');
    const ended = new Promise<vscode.TaskDefinition>(resolve => {
      const listener = vscode.tasks.onDidEndTaskProcess(event => {
        listener.dispose();
        resolve(event.execution.task.definition);
      });
    });
    await vscode.commands.executeCommand('packLsp.checkPack');
    assert.deepEqual((await ended).paths, ['broken-pack']);
  },

  'a check is explained in a preview': async () => {
    await vscode.commands.executeCommand('packLsp.explainCheck', 'pack/unknown-layer');
    await until('a preview', () =>
      vscode.window.tabGroups.all.flatMap(g => g.tabs).find(tab => tab.label.includes('unknown-layer')),
    );
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('pack-lsp-check:/pack/unknown-layer.md'));
    assert.match(page.getText(), /^# pack\/unknown-layer/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },

  'a pack that comes brings its problems, and takes them along when it goes': async () => {
    const files = ['pack.json', 'values.yaml'].map(name => fileUri(`another-pack/${name}`));
    await vscode.workspace.fs.copy(fileUri('broken-pack'), fileUri('another-pack'));
    await until('problems in both files', () => (files.every(uri => ours(uri).length > 0) ? true : undefined));
    await vscode.workspace.fs.delete(fileUri('another-pack'), { recursive: true });
    await until('no problems', () => (files.every(uri => ours(uri).length === 0) ? true : undefined));
  },
};
