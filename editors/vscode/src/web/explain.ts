import * as vscode from 'vscode';
import type { Check } from '../catalogue';
import { chooseCheck } from '../chooseCheck';

/** Opens the page of a check on the site; asks which one if code is not given. */
export async function explain(context: vscode.ExtensionContext, code?: string): Promise<void> {
  const chosen = code ?? (await chooseCheck(checksOf(context.extension.packageJSON as Manifest)));
  if (chosen !== undefined) {
    await vscode.env.openExternal(vscode.Uri.parse(`https://pack-lsp.github.io/pack-lsp/checks/${chosen}/`));
  }
}

/** The part of package.json that lists the checks. */
interface Manifest {
  contributes: { configuration: { properties: { 'packLsp.checks': { properties: Record<string, Setting> } } } };
}

interface Setting {
  /** "Reports what it reports. Default: severity." */
  readonly description: string;
}

function checksOf({ contributes }: Manifest): Check[] {
  return Object.entries(contributes.configuration.properties['packLsp.checks'].properties).flatMap(
    ([code, { description }]) => {
      const [, summary, severity] = /^Reports (.*)\. Default: (\w+)\.$/.exec(description) ?? [];
      return summary === undefined || severity === undefined ? [] : [{ code, summary, severity }];
    },
  );
}
