/** The two pages: the graph of the platform, and the matrix of modules and environments. */
import * as vscode from 'vscode';

import { Pages, type Page } from './page';
import { graphRequest, matrixRequest, type Picture } from './protocol';
import type { Server } from './server';

export function pages(server: Server, extension: vscode.Uri): vscode.Disposable {
  const open = new Pages(extension);
  const show = (page: (uri: string) => Page) => async (): Promise<void> => {
    const file = await fileOfPackage();
    if (file !== undefined) {
      await open.show(page(file.toString()));
    }
  };
  return vscode.Disposable.from(
    open,
    vscode.commands.registerCommand('o8.showGraph', show(uri => graph(server, uri))),
    vscode.commands.registerCommand('o8.showMatrix', show(uri => matrix(server, uri))),
  );
}

function graph(server: Server, uri: string): Page {
  return {
    name: 'graph',
    title: 'o8 graph',
    load: async choices => {
      const of = (choices.get('of') ?? 'modules') as Picture;
      const environment = of === 'modules' ? choices.get('environment') : undefined;
      const parameters = { textDocument: { uri }, of, ...(environment === undefined || environment === '' ? {} : { environment }) };
      const answer = await server.ask(graphRequest, parameters);
      return answer === null ? nothing('graph') : answer && { ...answer, of, environment: environment ?? '' };
    },
  };
}

function matrix(server: Server, uri: string): Page {
  return {
    name: 'matrix',
    title: 'o8 environments',
    load: async () => {
      const answer = await server.ask(matrixRequest, { textDocument: { uri } });
      return answer === null ? nothing('matrix') : answer;
    },
  };
}

function nothing(what: string): undefined {
  void vscode.window.showInformationMessage(`o8: there is no ${what} while the package does not compile.`);
  return undefined;
}

/** A file of the package that is meant: that of the editor, or any of the workspace; said where there is none. */
async function fileOfPackage(): Promise<vscode.Uri | undefined> {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const editor = editors.find(editor => editor?.document.languageId === 'o8');
  if (editor !== undefined) {
    return editor.document.uri;
  }
  const manifests = await vscode.workspace.findFiles('**/o8.toml', '**/{node_modules,target}/**', 50);
  const sorted = manifests.sort((a, b) => a.path.localeCompare(b.path));
  if (sorted.length <= 1) {
    if (sorted.length === 0) {
      void vscode.window.showInformationMessage('o8: open a file of a package first.');
    }
    return sorted[0];
  }
  const entries = sorted.map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  return (await vscode.window.showQuickPick(entries, { title: 'o8: the package' }))?.uri;
}
