/** What the code lenses of the server do when they are pressed; they come in the protocol's types. */
import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient/node';

import type { Server } from './server';

export function lensCommands(server: Server): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('o8.showReferences', (uri: string, position: Position, locations: Location[]) =>
      vscode.commands.executeCommand(
        'editor.action.showReferences',
        vscode.Uri.parse(uri),
        new vscode.Position(position.line, position.character),
        locations.map(({ uri, range: { start, end } }) =>
          new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(start.line, start.character, end.line, end.character))),
      )),
    vscode.commands.registerCommand('o8.runTest', (uri: string, name: string) => runTest(server, vscode.Uri.parse(uri), name)),
  );
}

/** Runs one test in a terminal of its own kind. */
async function runTest(server: Server, file: vscode.Uri, name: string): Promise<void> {
  const binary = await server.binary();
  const folder = vscode.workspace.getWorkspaceFolder(file);
  if (binary === undefined || folder === undefined) {
    return;
  }
  const execution = new vscode.ProcessExecution(binary, ['test', '--path', file.fsPath, name], { cwd: folder.uri.fsPath });
  const task = new vscode.Task({ type: 'o8', command: 'test' }, folder, `test: ${name}`, 'o8', execution, '$o8');
  task.presentationOptions = { clear: true, reveal: vscode.TaskRevealKind.Always };
  await vscode.tasks.executeTask(task);
}
