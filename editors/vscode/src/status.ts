import * as vscode from 'vscode';
import { findPacks, watchPacks } from './files';
import { problemsIn } from './problems';
import { section } from './settings';
import type { Server } from './server';

interface Count {
  readonly errors: number;
  readonly warnings: number;
  /** Information and hints. */
  readonly others: number;
}

/**
 * The item in the status bar: the state of the server, how many packs the workspace has, and how many problems. A click
 * opens the menu.
 */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('packLsp.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: { dispose(): unknown }[] = [];
  /** How many packs there are; undefined until they have been counted. */
  private packs: number | undefined;
  /** How many problems each file has, by its URI; without those that have none. */
  private readonly problems = new Map<string, Count>();

  constructor(private readonly server: Server) {
    this.item.name = 'pack-lsp';
    this.item.command = `${section}.menu`;
    this.subscriptions.push(
      this.item,
      server.onDidChangeState(() => {
        this.show();
      }),
      vscode.languages.onDidChangeDiagnostics(event => {
        this.countProblems(event.uris);
        this.show();
      }),
      watchPacks(() => void this.countPacks()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.countPacks()),
    );
    this.show();
    void this.countPacks();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async countPacks(): Promise<void> {
    this.packs = (await findPacks()).length;
    this.show();
  }

  /** Updates the counts of these files only: a workspace may have many, and this runs at every keystroke. */
  private countProblems(files: readonly vscode.Uri[]): void {
    for (const uri of files) {
      const found = problemsIn(uri);
      if (found.length === 0) {
        this.problems.delete(uri.toString());
        continue;
      }
      const errors = found.filter(d => d.severity === vscode.DiagnosticSeverity.Error).length;
      const warnings = found.filter(d => d.severity === vscode.DiagnosticSeverity.Warning).length;
      this.problems.set(uri.toString(), { errors, warnings, others: found.length - errors - warnings });
    }
  }

  private show(): void {
    const { state } = this.server;
    if (state.kind === 'stopped') {
      this.item.hide();
      return;
    }
    let [errors, warnings, others] = [0, 0, 0];
    for (const count of this.problems.values()) {
      errors += count.errors;
      warnings += count.warnings;
      others += count.others;
    }
    const icon = { starting: '$(loading~spin)', running: '$(package)', waiting: '$(sync~spin)', failed: '$(warning)' }[
      state.kind
    ];
    this.item.text =
      state.kind === 'failed'
        ? `${icon} Packs: no server`
        : `${icon} ${this.packs ?? ''}  $(error) ${errors} $(warning) ${warnings}`;
    this.item.backgroundColor =
      state.kind === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const lines = [
      describe(this.server),
      this.packs === undefined ? 'Looking for packs' : `${plural(this.packs, 'pack')} in the workspace`,
      `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(others, 'note')}`,
    ];
    this.item.tooltip = new vscode.MarkdownString(lines.join('\n\n'));
    this.item.accessibilityInformation = { label: `Packs: ${lines.join('; ')}` };
    this.item.show();
  }
}

/** The state of the server, in a few words. */
export function describe(server: Server): string {
  const { state } = server;
  switch (state.kind) {
    case 'running':
      return `pack-lsp ${state.version} is running`;
    case 'waiting':
    case 'failed':
      return state.reason;
    default:
      return `pack-lsp is ${state.kind}`;
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Opens the menu of what can be done. */
export async function showMenu(server: Server): Promise<void> {
  const entry = (label: string, command: string, ...args: unknown[]) => ({ label, command, args });
  const picked = await vscode.window.showQuickPick(
    [
      entry('$(list-unordered) Show Problems', 'workbench.actions.view.problems'),
      ...(vscode.workspace.isTrusted
        ? [entry('$(checklist) Check All Packs in the Workspace', `${section}.checkWorkspace`)]
        : []),
      entry('$(eye) Show What Is Deployed', `${section}.showDeployed`),
      entry('$(book) Explain a Check…', `${section}.explainCheck`),
      entry('$(new-folder) New Pack…', `${section}.newPack`),
      entry('$(debug-restart) Restart the Server', `${section}.restart`),
      entry('$(output) Show Output', `${section}.showOutput`),
      entry('$(gear) Settings', 'workbench.action.openSettings', `@ext:pack-lsp.pack-lsp`),
    ],
    { title: describe(server), placeHolder: 'What to do' },
  );
  if (picked !== undefined) {
    await vscode.commands.executeCommand(picked.command, ...picked.args);
  }
}
