// The page: files, editor, problems, and what is deployed.
import './editor';
import { editor, KeyCode, KeyMod, Uri } from 'monaco-editor/editor/editor.api';
import { Connection } from './connection';
import { examples } from './examples';
import { MemoryFiles } from './files';
import { fromArchive, fromFolder, fromFragment, toFragment, type Found, type PackFiles } from './packs';
import { registerProviders } from './providers';
import { startServer } from './server';
import { Session } from './session';
import { registerLanguages } from './tokens';

const element = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const status = element('status');
const severities = ['error', 'warning', 'information', 'hint'];

const options: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  fontSize: 13,
  tabSize: 2,
  fixedOverflowWidgets: true,
  scrollBeyondLastLine: false,
  quickSuggestions: { other: true, strings: true, comments: false },
  lightbulb: { enabled: editor.ShowLightbulbIconMode.On },
};

registerLanguages();
const dark = matchMedia('(prefers-color-scheme: dark)');
const setTheme = () => {
  editor.setTheme(dark.matches ? 'vs-dark' : 'vs');
};
setTheme();
dark.addEventListener('change', setTheme);

const main = editor.create(element('editor'), { ...options, model: null, ariaLabel: 'File of the pack' });
const deployed = editor.create(element('deployed'), {
  ...options,
  model: editor.createModel('', 'yaml'),
  readOnly: true,
  lineNumbers: 'off',
  folding: true,
  ariaLabel: 'What the pack deploys',
});

const files = new MemoryFiles();
let session: Session | undefined;
let shown = '';

/** Shows a file in the editor. */
function show(path: string): void {
  const model = session?.models.get(path);
  if (model) {
    shown = path;
    main.setModel(model);
    listFiles();
  }
}

function listFiles(): void {
  const items = [...(session?.models.keys() ?? [])].map(path => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = path;
    button.setAttribute('aria-current', String(path === shown));
    button.addEventListener('click', () => {
      show(path);
      main.focus();
    });
    return button;
  });
  const others = (session?.others() ?? []).map(path => {
    const name = document.createElement('span');
    name.textContent = path;
    return name;
  });
  element('files').replaceChildren(
    ...[...items, ...others].map(child => {
      const item = document.createElement('li');
      item.append(child);
      return item;
    }),
  );
}

function listProblems(): void {
  const all = session?.allProblems() ?? [];
  const rows = all.map(({ path, problem }) => {
    const severity = severities[(problem.severity ?? 1) - 1] ?? 'error';
    const { line, character } = problem.range.start;
    const button = document.createElement('button');
    const [name, place, code] = [
      document.createElement('b'),
      document.createElement('span'),
      document.createElement('code'),
    ];
    name.textContent = severity;
    place.textContent = `${path}:${line + 1}:${character + 1}`;
    place.className = 'place';
    code.textContent = String(problem.code ?? '');
    button.type = 'button';
    button.append(name, problem.message, place, code);
    button.addEventListener('click', () => {
      show(path);
      main.setPosition({ lineNumber: line + 1, column: character + 1 });
      main.revealLineInCenterIfOutsideViewport(line + 1);
      main.focus();
    });
    const row = document.createElement('li');
    row.className = severity;
    row.append(button);
    return row;
  });
  element('problems').replaceChildren(...rows);
  const title = element('problems-title');
  const text = `Problems (${all.length})`;
  if (title.textContent !== text) {
    title.textContent = text; // screen readers say it
  }
}

let asking = false;
let again = false;

/** Brings what is deployed up to date; one request at a time. */
async function refreshDeployed(): Promise<void> {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    do {
      again = false;
      const text = (await session?.deployed()) ?? '';
      const model = deployed.getModel();
      if (model && model.getValue() !== text) {
        const position = deployed.getScrollTop();
        model.setValue(text);
        deployed.setScrollTop(position);
      }
    } while (again as boolean);
  } catch {
    deployed.getModel()?.setValue('# Nothing: this is not a pack yet.\n');
  } finally {
    asking = false;
  }
}

function openPack(name: string, pack: PackFiles): void {
  session?.open(name, pack);
  show(session?.models.has('values.yaml') && !session.models.has('pack.json') ? 'values.yaml' : 'pack.json');
  void refreshDeployed();
}

/** Runs something that the person asked for, and says what went wrong. */
function attempt(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    status.textContent = error instanceof Error ? error.message : String(error);
  });
}

function connectControls(): void {
  const choice = element<HTMLSelectElement>('example');
  choice.append(...examples.map(({ title }) => new Option(title, title)));
  choice.addEventListener('change', () => {
    const example = examples.find(({ title }) => title === choice.value);
    if (example) {
      openPack(example.name, example.files());
      showChoice(example.title);
      status.textContent = '';
    }
  });
  const chooser = (button: string, input: string, read: (list: File[]) => Promise<Found>) => {
    const field = element<HTMLInputElement>(input);
    element(button).addEventListener('click', () => {
      field.click();
    });
    field.addEventListener('change', () => {
      attempt(async () => {
        const list = [...(field.files ?? [])];
        const first = list[0];
        try {
          if (first) {
            status.textContent = 'Reading…';
            const { name, files, of } = await read(list);
            const title = name || first.name.replace(/\.(tgz|tar\.gz|tar|zip)$/, '');
            openPack(title, files);
            showChoice(undefined);
            const which = of === 1 ? `Opened ${title}.` : `Opened ${title}, the first of ${of} packs.`;
            status.textContent = `${which} It stays in this browser.`;
          }
        } finally {
          field.value = ''; // the same one can be chosen again
        }
      });
    });
  };
  chooser('open-folder', 'folder', fromFolder);
  chooser('open-archive', 'archive', ([file]) => (file ? fromArchive(file) : Promise.reject(new Error('no file'))));
  element('share').addEventListener('click', () => {
    attempt(async () => {
      const fragment = await toFragment(session?.current() ?? new Map());
      history.replaceState(null, '', `#${fragment}`);
      await navigator.clipboard.writeText(location.href);
      status.textContent = 'The link is in the clipboard.';
    });
  });
}

/** Shows which example is open; the link of another pack is gone from the address then. undefined: none is. */
function showChoice(title: string | undefined): void {
  const choice = element<HTMLSelectElement>('example');
  choice.selectedIndex = examples.findIndex(example => example.title === title);
  if (location.hash !== '') {
    history.replaceState(null, '', location.pathname + location.search);
  }
}

/** Opens the pack that the address brings. It is false if it brings none. */
async function openLinked(): Promise<boolean> {
  try {
    const linked = await fromFragment(location.hash);
    if (linked === undefined) {
      return false;
    }
    openPack('shared', linked);
    element<HTMLSelectElement>('example').selectedIndex = -1;
    status.textContent = '';
    return true;
  } catch {
    status.textContent = 'The link is damaged.';
    return false;
  }
}

/** How long the server must have run, in milliseconds, to be started again if it ends. */
const longLife = 5_000;

/** Starts the server, and starts it again if it ends. It fails if the server does not start. */
async function keepRunning(server: Connection): Promise<void> {
  const since = Date.now();
  await startServer(server, files, reason => {
    if (Date.now() - since < longLife) {
      status.textContent = `The server has ended again: ${reason}. Copy a link to keep your changes, and reload the page.`;
      return;
    }
    status.textContent = `The server has ended: ${reason}. It is being started again.`;
    attempt(async () => {
      await keepRunning(server);
      session?.announceAll();
      status.textContent = 'The server was started again.';
      await refreshDeployed();
    });
  });
}

async function run(): Promise<void> {
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.register('offline.js').catch(() => undefined); // it works without, but not offline
  }
  connectControls();
  const server = new Connection();
  server.on('workspace/textDocumentContent/refresh', () => void refreshDeployed());
  try {
    await keepRunning(server);
  } catch (error) {
    status.textContent = `The server cannot be started: ${error instanceof Error ? error.message : String(error)}`;
    return;
  }
  session = new Session(server, files, listProblems);
  registerProviders(server, uri => session?.problemsOf(uri) ?? []);
  editor.registerEditorOpener({
    openCodeEditor: (_source, resource, selection) => {
      const path = [...(session?.models ?? [])].find(([, model]) => model.uri.toString() === resource.toString())?.[0];
      if (path === undefined) {
        return false;
      }
      show(path);
      if (selection && 'startLineNumber' in selection) {
        main.setSelection(selection);
        main.revealRangeInCenterIfOutsideViewport(selection);
      }
      return true;
    },
  });
  main.addCommand(KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF, () => {
    void main.getAction('editor.action.formatDocument')?.run();
  });
  status.textContent = '';
  window.addEventListener('hashchange', () => void openLinked()); // a link was pasted into this page
  const first = examples[0];
  if (!(await openLinked()) && first) {
    openPack(first.name, first.files());
  }
  document.body.dataset['ready'] = Uri.isUri(main.getModel()?.uri) ? 'true' : 'false';
}

void run();
