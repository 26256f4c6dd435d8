import * as vscode from 'vscode';
import type { ProcessRuntime } from './process';

/** The type of task, as tasks.json names it. */
const type = 'pack-lsp';

interface Definition extends vscode.TaskDefinition {
  readonly paths?: string[];
  readonly failOn?: string;
  readonly config?: string;
}

/** Offers `pack-lsp check` of each workspace folder as a task, and fills in those that a tasks.json defines. */
export class CheckTasks implements vscode.TaskProvider {
  /** started says whether there is, or was, something to check. */
  constructor(
    private readonly runtime: ProcessRuntime,
    private readonly started: () => boolean,
  ) {}

  register(): vscode.Disposable {
    return vscode.tasks.registerTaskProvider(type, this);
  }

  /** Offers nothing, and says nothing, if there is no pack or no binary: nobody has asked for the task yet. */
  async provideTasks(): Promise<vscode.Task[]> {
    const lookup = await this.runtime.lookUp();
    return lookup.found && this.started()
      ? folders().map(folder => newTask({ type }, folder, lookup.path))
      : [];
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const binary = await this.runtime.binary();
    return binary === undefined
      ? undefined
      : newTask(task.definition, task.scope ?? vscode.TaskScope.Workspace, binary);
  }

  /** Runs the check of the pack in a folder. */
  async checkPack(folder: vscode.Uri): Promise<void> {
    const binary = await this.runtime.binary();
    if (binary !== undefined) {
      const scope = vscode.workspace.getWorkspaceFolder(folder);
      const at = scope === undefined ? folder.fsPath : vscode.workspace.asRelativePath(folder, false);
      // The workspace folder itself has its whole path.
      const paths = [scope?.uri.toString() === folder.toString() ? '.' : at];
      await vscode.tasks.executeTask(newTask({ type, paths }, scope ?? vscode.TaskScope.Workspace, binary));
    }
  }

  /** Runs the check of every workspace folder. */
  async checkAll(): Promise<void> {
    if (folders().length === 0) {
      void vscode.window.showInformationMessage('There is no folder to check. Open one that contains packs.');
      return;
    }
    const binary = await this.runtime.binary();
    if (binary !== undefined) {
      for (const folder of folders()) {
        await vscode.tasks.executeTask(newTask({ type }, folder, binary));
      }
    }
  }
}

/** The workspace folders that are on disk. */
function folders(): vscode.WorkspaceFolder[] {
  return vscode.workspace.workspaceFolders?.filter(folder => folder.uri.scheme === 'file') ?? [];
}

function newTask(
  definition: Definition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
  binary: string,
): vscode.Task {
  const args = ['check'];
  if (definition.failOn !== undefined) {
    args.push(`--fail-on=${definition.failOn}`);
  }
  if (definition.config !== undefined) {
    args.push(`--config=${definition.config}`);
  }
  args.push('--', ...(definition.paths ?? ['.']));
  // With the folder as the working folder, paths in the findings are relative to it, and links in the terminal.
  const options = typeof scope === 'object' ? { cwd: scope.uri.fsPath } : {};
  // No problem matcher, and no question about one: the server shows the same problems, with exact places and fixes.
  // $pack-lsp is for tasks of other types.
  const task = new vscode.Task(
    definition,
    scope,
    'check packs',
    type,
    new vscode.ProcessExecution(binary, args, options),
    [],
  );
  task.group = vscode.TaskGroup.Test;
  task.detail = 'Reports the problems of all packs in the folder';
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  return task;
}
