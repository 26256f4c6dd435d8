import * as path from 'node:path';
import * as vscode from 'vscode';
import { chartName } from './archive';
import { findPacks } from './files';
import { addonTypes, cloudTypes, folderName, layers, nameProblem, packFiles, type PackPlan } from './packFiles';
import { codeOf, problemsIn } from './problems';

/** A chart archive on disk, and the name of its chart. */
interface Chart {
  readonly archive: vscode.Uri;
  readonly name: string;
}

/** Asks what the pack will be, writes it, and opens its pack.json. Canceling any question writes nothing. */
export async function newPack(extension: vscode.Uri): Promise<void> {
  const parent = await askFolder();
  const name = parent && (await askName());
  const layer = name && (await askLayer());
  const addonType = layer === 'addon' ? await askAddonType() : undefined;
  if (
    parent === undefined ||
    name === undefined ||
    layer === undefined ||
    (layer === 'addon' && addonType === undefined)
  ) {
    return;
  }
  const clouds = await askCloudTypes();
  const chart = clouds && (await askContent());
  if (clouds === undefined || chart === undefined) {
    return;
  }
  const plan: PackPlan = {
    name,
    layer,
    ...(addonType === undefined ? {} : { addonType }),
    cloudTypes: clouds,
    content:
      chart === 'manifest'
        ? { kind: 'manifest' }
        : { kind: 'chart', archive: path.posix.basename(chart.archive.path), chart: chart.name },
  };
  const folder = vscode.Uri.joinPath(parent, folderName(plan));
  if (await exists(folder)) {
    void vscode.window.showErrorMessage(`${folder.fsPath} exists already.`);
    return;
  }
  await write(
    folder,
    plan,
    chart === 'manifest' ? undefined : chart.archive,
    vscode.Uri.joinPath(extension, 'media', 'logo.png'),
  );
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'pack.json'));
  if (chart !== 'manifest') {
    await listImages(vscode.Uri.joinPath(folder, 'values.yaml'));
  }
}

/** How long the server may take to start and to read the pack, in milliseconds. */
const patience = 10_000;

/**
 * Applies the server's fix that lists the images which a chart deploys, as soon as the server has rendered it. Without
 * a server, or if the chart deploys no image, nothing happens.
 */
async function listImages(values: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(values);
  const problem = await problemOf(values, 'values/image-not-listed');
  if (problem === undefined) {
    return;
  }
  const kind = vscode.CodeActionKind.QuickFix.value;
  const resolved = 5; // how many of them come with their edit
  const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    values,
    problem.range,
    kind,
    resolved,
  );
  const edit = fixes.find(fix => fix.isPreferred === true)?.edit;
  if (edit !== undefined) {
    await vscode.workspace.applyEdit(edit);
    await document.save();
  }
}

/** Waits for a problem with the given code; undefined if none comes in time. */
function problemOf(uri: vscode.Uri, code: string): Promise<vscode.Diagnostic | undefined> {
  return new Promise(resolve => {
    const done = (problem?: vscode.Diagnostic) => {
      clearTimeout(timer);
      listener.dispose();
      resolve(problem);
    };
    const look = () => {
      const problem = problemsIn(uri).find(d => codeOf(d) === code);
      if (problem !== undefined) {
        done(problem);
      }
    };
    const timer = setTimeout(done, patience);
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** Writes pack.json last: then the folder is a pack, and nothing is missing. */
async function write(
  folder: vscode.Uri,
  plan: PackPlan,
  archive: vscode.Uri | undefined,
  logo: vscode.Uri,
): Promise<void> {
  const { fs } = vscode.workspace;
  const { 'pack.json': meta, ...others } = packFiles(plan);
  await fs.createDirectory(folder);
  await fs.copy(logo, vscode.Uri.joinPath(folder, 'logo.png'));
  if (archive !== undefined) {
    await fs.copy(archive, vscode.Uri.joinPath(folder, 'charts', path.posix.basename(archive.path)));
  }
  for (const [file, text] of Object.entries({ ...others, 'pack.json': meta ?? '' })) {
    await fs.writeFile(vscode.Uri.joinPath(folder, file), new TextEncoder().encode(text));
  }
}

/** For every question. A question stays open without focus, since people may look something up. */
const question = { title: 'New Pack', ignoreFocusOut: true };

/** The folder that the pack's folder goes into: where the workspace's packs are, or what the user chooses. */
async function askFolder(): Promise<vscode.Uri | undefined> {
  const known = new Map<string, vscode.Uri>();
  for (const meta of await findPacks()) {
    const parent = vscode.Uri.joinPath(meta, '..', '..');
    if (vscode.workspace.getWorkspaceFolder(parent) !== undefined) {
      known.set(parent.toString(), parent);
    }
  }
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    if (folder.uri.scheme === 'file') {
      known.set(folder.uri.toString(), folder.uri);
    }
  }
  const other = { label: '$(folder-opened) Another folder…', uri: undefined };
  const choices = [...known.values()].map(uri => ({
    label: `$(folder) ${vscode.workspace.asRelativePath(uri)}`,
    description: uri.fsPath,
    uri,
  }));
  const picked = await vscode.window.showQuickPick([...choices, other], {
    ...question,
    placeHolder: 'The folder to create the pack in',
  });
  if (picked === undefined || picked.uri !== undefined) {
    return picked?.uri;
  }
  const chosen = await vscode.window.showOpenDialog({
    title: question.title,
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: 'Create the Pack Here',
  });
  return chosen?.[0];
}

function askName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...question,
    prompt: 'The name of the pack',
    placeHolder: 'my-pack',
    validateInput: nameProblem,
  });
}

async function askLayer(): Promise<string | undefined> {
  const items = Object.entries(layers).map(([label, description]) => ({ label, description }));
  return (
    await vscode.window.showQuickPick(items, {
      ...question,
      placeHolder: 'The layer of the cluster profile that the pack is for',
    })
  )?.label;
}

function askAddonType(): Thenable<string | undefined> {
  return vscode.window.showQuickPick(addonTypes, { ...question, placeHolder: 'The type of add-on' });
}

async function askCloudTypes(): Promise<string[] | undefined> {
  const items = cloudTypes.map(label => ({
    label,
    picked: label === 'all',
    ...(label === 'all' ? { description: 'includes all others' } : {}),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    ...question,
    placeHolder: 'The clouds that the pack is for',
    canPickMany: true,
  });
  const chosen = picked?.map(item => item.label);
  return chosen?.length === 0 || chosen?.includes('all') ? ['all'] : chosen;
}

async function askContent(): Promise<Chart | 'manifest' | undefined> {
  const manifest = { label: '$(file-code) A manifest', description: 'Kubernetes objects, written in the pack' };
  const chart = { label: '$(package) A Helm chart', description: 'an archive (.tgz) that is copied into the pack' };
  const picked = await vscode.window.showQuickPick([manifest, chart], {
    ...question,
    placeHolder: 'What the pack deploys',
  });
  if (picked !== chart) {
    return picked && 'manifest';
  }
  const chosen = await vscode.window.showOpenDialog({
    title: question.title,
    filters: { 'Helm chart archives': ['tgz'] },
    openLabel: 'Use This Chart',
  });
  const archive = chosen?.[0];
  if (archive === undefined) {
    return undefined;
  }
  const name = await readChartName(archive);
  if (name === undefined) {
    void vscode.window.showErrorMessage(`${archive.fsPath} is not an archive of a Helm chart.`);
    return undefined;
  }
  return { archive, name };
}

async function readChartName(archive: vscode.Uri): Promise<string | undefined> {
  try {
    return chartName(await vscode.workspace.fs.readFile(archive));
  } catch {
    return undefined;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
