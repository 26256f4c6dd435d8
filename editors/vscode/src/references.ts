import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageserver-protocol';
import { section } from './settings';

/** The command of the server's code lenses. The option "commands" of initialize tells it that this client has it. */
export const showReferences = `${section}.showReferences`;

/** Shows places: VS Code's own command for it wants objects of its own, which no server can send. */
export async function showLocations(
  fromServer: (uri: string) => vscode.Uri,
  uri: string,
  position: Position,
  locations: readonly Location[],
): Promise<void> {
  const at = ({ line, character }: Position) => new vscode.Position(line, character);
  const places = locations.map(
    ({ uri, range }) => new vscode.Location(fromServer(uri), new vscode.Range(at(range.start), at(range.end))),
  );
  await vscode.commands.executeCommand('editor.action.showReferences', fromServer(uri), at(position), places);
}
