import * as vscode from 'vscode';
import { inWords, worstFile, type CheckedPack } from '../checked';
import type { Server } from '../server';
import { fromServer, toServer, type Workspace } from './workspace';

/** Checks the pack in a folder in the worker. Shows how many problems it has, and where they are. */
export async function checkPack(server: Server, workspace: Workspace, folder: vscode.Uri): Promise<void> {
  workspace.open(folder);
  try {
    const pack = await server.execute<CheckedPack>('pack-lsp.checkPack', { uri: toServer(folder) });
    const worst = worstFile(pack);
    if (worst !== undefined) {
      // Problems of what is deployed stay in the list while a file of the pack is open.
      await vscode.window.showTextDocument(fromServer(worst.uri), { preview: true });
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
    void vscode.window.showInformationMessage(inWords(pack));
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** Has all packs of the workspace checked, and shows the problems. If they are many, it asks before it reads them. */
export async function checkAll(server: Server, workspace: Workspace): Promise<void> {
  if (workspace.tooMany > 0) {
    const all = 'Check All';
    const packs = workspace.tooMany.toLocaleString('en');
    const question = `Check all ${packs} packs? The browser reads every file of them, which may take minutes.`;
    if ((await vscode.window.showWarningMessage(question, all)) !== all) {
      return;
    }
    workspace.checkAll();
    await server.restart();
  } else {
    await server.start();
  }
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}
