import * as vscode from 'vscode';
import { findPacks, watchPacks } from './files';
import { shownProblems } from './problems';
import { section } from './settings';
import type { Server } from './server';

/** The item in the status bar: how the server is, how many packs the workspace has, and how many problems. A click opens the menu. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('packLsp.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: { dispose(): unknown }[] = [];
  /** How many packs there are; undefined until they have been counted. */
  private packs: number | undefined;

  constructor(private readonly server: Server) {
    this.item.name = 'pack-lsp';
    this.item.command = `${section}.menu`;
    this.subscriptions.push(
      this.item,
      server.onDidChangeState(() => {
        this.show();
      }),
      vscode.languages.onDidChangeDiagnostics(() => {
        this.show();
      }),
      watchPacks(() => void this.count()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.count()),
    );
    this.show();
    void this.count();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async count(): Promise<void> {
    this.packs = (await findPacks()).length;
    this.show();
  }

  private show(): void {
    const { state } = this.server;
    if (state.kind === 'stopped') {
      this.item.hide();
      return;
    }
    const problems = shownProblems();
    const count = (severity: vscode.DiagnosticSeverity) => problems.filter(p => p.severity === severity).length;
    const errors = count(vscode.DiagnosticSeverity.Error);
    const warnings = count(vscode.DiagnosticSeverity.Warning);
    const hints = problems.length - errors - warnings;
    const icon = { starting: '$(loading~spin)', running: '$(package)', waiting: '$(sync~spin)', failed: '$(warning)' }[state.kind];
    this.item.text = state.kind === 'failed' ? `${icon} Packs: no server` : `${icon} ${this.packs ?? ''}  $(error) ${errors} $(warning) ${warnings}`;
    this.item.backgroundColor = state.kind === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const lines = [
      describe(this.server),
      this.packs === undefined ? 'Looking for packs' : `${plural(this.packs, 'pack')} in the workspace`,
      `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(hints, 'hint')}`,
    ];
    this.item.tooltip = new vscode.MarkdownString(lines.join('\n\n'));
    this.item.accessibilityInformation = { label: `Packs: ${lines.join('; ')}` };
    this.item.show();
  }
}

/** How the server is, in a few words. */
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
      entry('$(checklist) Check All Packs of the Workspace', `${section}.checkWorkspace`),
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
