import * as vscode from 'vscode';
import {
  answersIn,
  filesCommand,
  inWords,
  mustAsk,
  questionsCommand,
  toReview,
  withAnswer,
  type Answers,
  type NewPack,
  type Question,
} from './questions';

/** The server, as the wizard needs it. In a browser it knows files by other names. */
export interface PackMaker {
  execute<T>(command: string, argument: unknown): Promise<T>;
  toServer(uri: vscode.Uri): string;
  fromServer(uri: string): vscode.Uri;
  /** Says that the author has chosen a file or folder, which may be in no pack. */
  mayRead(uri: vscode.Uri): void;
  /** The pack.json files of the workspace's packs. */
  findPacks(): Promise<readonly vscode.Uri[]>;
  /** Whether a pack can be made in a folder of the workspace. */
  canWrite(folder: vscode.Uri): boolean;
}

/**
 * Asks what the server wants to know, writes the pack that it makes, and opens its pack.json. The pack's folder goes
 * into parent; without it, that is asked, too. Canceling writes nothing.
 */
export async function newPack(server: PackMaker, parent?: vscode.Uri): Promise<void> {
  try {
    const wizard = new Wizard(server);
    const into = parent ?? (await askFolder(server));
    const answers = into && (await wizard.ask());
    if (into !== undefined && answers !== undefined) {
      const made = await server.execute<NewPack>(filesCommand, { answers, parent: server.toServer(into) });
      await write(server.fromServer(made.folder), made);
    }
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** Writes pack.json last: then the folder is a pack, and nothing is missing. Nothing that exists is overwritten. */
async function write(folder: vscode.Uri, made: NewPack): Promise<void> {
  const { fs } = vscode.workspace;
  if (await exists(folder)) {
    void vscode.window.showErrorMessage(`${inFull(folder)} exists already.`);
    return;
  }
  for (const { path, text, base64 } of made.files) {
    const content = text === undefined ? bytesOf(base64 ?? '') : new TextEncoder().encode(text);
    await fs.writeFile(vscode.Uri.joinPath(folder, path), content);
  }
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'pack.json'));
  const notes = made.notes ?? [];
  if (notes.length > 0) {
    void vscode.window.showInformationMessage(notes.map(note => `${upper(note)}.`).join(' '));
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

/** A file for people: a path, or a URI if it is on no disk. */
function inFull(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** For every question. A question stays open without focus, since people may look something up. */
const always = { title: 'New Pack', ignoreFocusOut: true };

/** Asks the questions of one new pack. */
class Wizard {
  private answers: Answers = {};

  constructor(private readonly server: PackMaker) {}

  /** Asks for all that has no default, then shows the answers for review; undefined if that is canceled. */
  async ask(): Promise<Answers | undefined> {
    for (;;) {
      const questions = await this.questions(this.answers);
      const open = mustAsk(questions);
      const chosen = open ?? (await review(questions));
      if (chosen === undefined || chosen === 'create') {
        return chosen && this.answers;
      }
      const answer = await this.answer(chosen);
      if (answer !== undefined) {
        this.answers = withAnswer(this.answers, chosen.key, answer);
      } else if (open !== undefined) {
        return undefined;
      }
    }
  }

  private questions(answers: Answers): Promise<Question[]> {
    return this.server.execute<Question[]>(questionsCommand, { answers });
  }

  private async answer(question: Question): Promise<readonly string[] | undefined> {
    if (question.files === true) {
      const chosen = await askFiles(question);
      chosen?.forEach(uri => {
        this.server.mayRead(uri);
      });
      return chosen?.map(uri => this.server.toServer(uri));
    }
    return question.choices === undefined ? this.askText(question) : askChoice(question);
  }

  private async askText(question: Question): Promise<string[] | undefined> {
    const validateInput = async (value: string) => {
      const asked = await this.questions(withAnswer(this.answers, question.key, answersIn(question, value)));
      const { problem } = asked.find(({ key }) => key === question.key) ?? {};
      return problem === undefined ? undefined : upper(problem) + '.';
    };
    const text = await vscode.window.showInputBox({
      ...always,
      prompt: `${question.title}: ${question.text}`,
      value: question.answer.join(', '),
      validateInput,
    });
    return text === undefined ? undefined : answersIn(question, text);
  }
}

function upper(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Shows the answers. It returns the one to change, or "create" to make the pack. */
async function review(questions: readonly Question[]): Promise<Question | 'create' | undefined> {
  const name = (key: string) => questions.find(q => q.key === key)?.answer[0] ?? '';
  const create = {
    label: '$(check) Create the Pack',
    description: `${name('name')}-${name('version')}`,
    question: 'create' as const,
  };
  const rows = toReview(questions).map(question => ({
    label: `$(edit) ${question.title}`,
    description: inWords(question) || 'none',
    question,
  }));
  const picked = await vscode.window.showQuickPick([create, ...rows], {
    ...always,
    placeHolder: 'Create the pack, or change something first',
    matchOnDescription: true,
  });
  return picked?.question;
}

/** Asks for one of the choices of a question, or for several. */
async function askChoice(question: Question): Promise<string[] | undefined> {
  const items = (question.choices ?? []).map(({ value, description }) => ({
    label: value,
    description,
    picked: question.answer.includes(value),
  }));
  const placeHolder = question.problem === undefined ? question.text : `${upper(question.problem)}.`;
  if (question.many === true) {
    const picked = await vscode.window.showQuickPick(items, { ...always, placeHolder, canPickMany: true });
    return picked === undefined || picked.length === 0 ? undefined : picked.map(({ label }) => label);
  }
  const picked = await vscode.window.showQuickPick(items, { ...always, placeHolder, matchOnDescription: true });
  return picked && [picked.label];
}

/** How many files of the workspace are offered. */
const mostFiles = 50;

/** Asks for files or folders: some that are in the workspace, or what the user chooses in a dialog. */
async function askFiles(question: Question): Promise<vscode.Uri[] | undefined> {
  if (question.problem !== undefined) {
    void vscode.window.showErrorMessage(`${inWords(question)}: ${question.problem}.`);
  }
  const manifests = question.many === true;
  const found = manifests
    ? []
    : await vscode.workspace.findFiles('**/*.tgz', '**/{node_modules,.git}/**', mostFiles);
  const items = [
    ...found.map(uri => ({ label: `$(package) ${vscode.workspace.asRelativePath(uri)}`, uri, folders: false })),
    { label: manifests ? '$(file-code) Files…' : '$(file-zip) An archive…', uri: undefined, folders: false },
    { label: '$(folder-opened) A folder…', uri: undefined, folders: true },
  ];
  const picked = await vscode.window.showQuickPick(items, { ...always, placeHolder: question.text });
  if (picked === undefined || picked.uri !== undefined) {
    return picked?.uri && [picked.uri];
  }
  const filters: Record<string, string[]> = manifests
    ? { Manifests: ['yaml', 'yml'] }
    : { 'Helm chart archives': ['tgz', 'gz'] };
  return vscode.window.showOpenDialog({
    title: always.title,
    canSelectFiles: !picked.folders,
    canSelectFolders: picked.folders,
    canSelectMany: manifests,
    openLabel: 'Use for the Pack',
    ...(picked.folders ? {} : { filters }),
  });
}

/** A folder by its path in the workspace, or by the name of the workspace folder that it is. */
function inWorkspace(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder?.uri.toString() === uri.toString() ? folder.name : vscode.workspace.asRelativePath(uri);
}

/** The folder that the pack's folder goes into: where the workspace's packs are, or what the user chooses. */
async function askFolder(server: PackMaker): Promise<vscode.Uri | undefined> {
  const known = new Map<string, vscode.Uri>();
  for (const meta of await server.findPacks()) {
    const parent = vscode.Uri.joinPath(meta, '..', '..');
    if (vscode.workspace.getWorkspaceFolder(parent) !== undefined) {
      known.set(parent.toString(), parent);
    }
  }
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    if (server.canWrite(folder.uri)) {
      known.set(folder.uri.toString(), folder.uri);
    }
  }
  const other = { label: '$(folder-opened) Another folder…', uri: undefined };
  const choices = [...known.values()].map(uri => ({
    label: `$(folder) ${inWorkspace(uri)}`,
    description: inFull(uri),
    uri,
  }));
  const picked = await vscode.window.showQuickPick([...choices, other], {
    ...always,
    placeHolder: 'The folder to create the pack in',
  });
  if (picked === undefined || picked.uri !== undefined) {
    return picked?.uri;
  }
  const chosen = await vscode.window.showOpenDialog({
    title: always.title,
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: 'Create the Pack Here',
  });
  return chosen?.[0];
}
