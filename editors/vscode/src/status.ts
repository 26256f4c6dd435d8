import * as vscode from 'vscode';
import { section } from './settings';
import type { Server } from './server';

/**
 * The item in the status bar: the state of the server. A click opens the menu. VS Code itself counts problems.
 */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('packLsp.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: { dispose(): unknown }[] = [];

  /** note is what to say of how packs are checked; empty for nothing. */
  constructor(
    private readonly server: Server,
    private readonly note: () => string,
  ) {
    this.item.name = 'pack-lsp';
    this.item.command = `${section}.menu`;
    this.subscriptions.push(
      this.item,
      server.onDidChangeState(() => {
        this.show();
      }),
    );
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const { state } = this.server;
    if (state.kind === 'stopped') {
      this.item.hide();
      return;
    }
    const icon = { starting: '$(loading~spin)', running: '$(package)', waiting: '$(sync~spin)', failed: '$(warning)' }[
      state.kind
    ];
    this.item.text = `${icon} Packs${state.kind === 'failed' ? ': no server' : ''}`;
    this.item.backgroundColor =
      state.kind === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const text = [describe(this.server), this.note()].filter(part => part !== '').join('. ');
    this.item.tooltip = text;
    this.item.accessibilityInformation = { label: `Packs: ${text}` };
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

/** Opens the menu of what can be done. */
export async function showMenu(server: Server, { checkNeedsTrust }: { checkNeedsTrust: boolean }): Promise<void> {
  const entry = (label: string, command: string, ...args: unknown[]) => ({ label, command, args });
  const picked = await vscode.window.showQuickPick(
    [
      entry('$(list-unordered) Show Problems', 'workbench.actions.view.problems'),
      ...(vscode.workspace.isTrusted || !checkNeedsTrust
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
