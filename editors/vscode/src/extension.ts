/** Where the extension begins: everything is put together here. */
import * as vscode from 'vscode';

import { CompiledView } from './compiled';
import { generatedFiles } from './generated';
import { lensCommands } from './lenses';
import { pages } from './pages';
import { Server } from './server';
import { snippetsWithoutServer } from './snippets';
import { menu, statusItem } from './status';
import { taskProvider } from './tasks';

export function activate(context: vscode.ExtensionContext): void {
  const server = new Server();
  const compiled = new CompiledView(server);
  context.subscriptions.push(
    server,
    compiled,
    statusItem(server),
    generatedFiles(server, compiled),
    pages(server, context.extensionUri),
    lensCommands(server),
    snippetsWithoutServer(server),
    taskProvider(server),
    vscode.commands.registerCommand('o8.restartServer', () => server.restart()),
    vscode.commands.registerCommand('o8.showOutput', () => server.showOutput()),
    vscode.commands.registerCommand('o8.menu', menu),
    vscode.workspace.onDidChangeConfiguration(event => server.configure(event)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (server.health?.state === 'missing') {
        void server.restart();
      }
    }),
  );
  void server.restart();
}
