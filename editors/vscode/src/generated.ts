/** From generated YAML to the o8 that it comes from: a command, and what *Go to Definition* does there. */
import * as vscode from 'vscode';

import { SCHEME, type CompiledView } from './compiled';
import { sourceRequest } from './protocol';
import type { Server } from './server';

export function generatedFiles(server: Server, view: CompiledView): vscode.Disposable {
  const source = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    manner: 'aloud' | 'quietly',
    token?: vscode.CancellationToken,
  ): Promise<vscode.Location | null | undefined> => {
    if (document.uri.scheme === SCHEME) {
      return view.sourceOf(position) ?? null;
    }
    const answer = await server.ask(sourceRequest, {
      textDocument: { uri: document.uri.toString() },
      position: { line: position.line, character: position.character },
      text: document.getText(),
    }, token, manner);
    if (answer === null || answer === undefined) {
      return answer;
    }
    const { start, end } = answer.range;
    return new vscode.Location(vscode.Uri.parse(answer.uri), new vscode.Range(start.line, start.character, end.line, end.character));
  };

  const goToSource = async (): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      return;
    }
    const found = await source(editor.document, editor.selection.active, 'aloud');
    if (found === null) {
      void vscode.window.showInformationMessage('o8: this line does not come from an o8 file.');
    } else if (found !== undefined) {
      // The compiled YAML keeps its column.
      const viewColumn = editor.document.uri.scheme === SCHEME ? otherColumn(found.uri) : vscode.ViewColumn.Active;
      await vscode.window.showTextDocument(found.uri, { selection: found.range, viewColumn });
    }
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('o8.goToSource', goToSource),
    vscode.languages.registerDefinitionProvider([{ language: 'yaml', scheme: 'file' }, { scheme: SCHEME }], {
      provideDefinition: (document, position, token) => source(document, position, 'quietly', token),
    }),
  );
}

/** The column in which a file is open already, or the first. */
function otherColumn(uri: vscode.Uri): vscode.ViewColumn {
  const open = vscode.window.visibleTextEditors.find(editor => editor.document.uri.toString() === uri.toString());
  return open?.viewColumn ?? vscode.ViewColumn.One;
}
