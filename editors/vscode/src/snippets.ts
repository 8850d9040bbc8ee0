/** Declarations to fill in, for as long as there is no server that offers those which fit. */
import * as vscode from 'vscode';

import snippets from '../snippets/o8.json';
import type { Server } from './server';

export function snippetsWithoutServer(server: Server): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider({ language: 'o8' }, {
    provideCompletionItems: () => server.running ? [] : Object.values(snippets).map(({ prefix, body, description }) => {
      const item = new vscode.CompletionItem({ label: prefix, description }, vscode.CompletionItemKind.Snippet);
      item.insertText = new vscode.SnippetString(body.join('\n'));
      return item;
    }),
  });
}
