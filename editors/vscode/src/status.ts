/** The status item: which o8 answers, and how it is. */
import * as vscode from 'vscode';

import type { Health, Server } from './server';

/** Shows the server's state while an o8 file is visible. */
export function statusItem(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('o8.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'o8';
  item.command = 'o8.menu';
  const refresh = (): void => {
    const visible = vscode.window.visibleTextEditors.some(editor => editor.document.languageId === 'o8');
    if (server.health === undefined || !visible) {
      item.hide();
      return;
    }
    const { text, tooltip, background } = appearance(server.health);
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `o8: ${server.health.state}. ${tooltip}`, role: 'button' };
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(`statusBarItem.${background}Background`);
    item.show();
  };
  refresh();
  return vscode.Disposable.from(item, server.onChange(refresh), vscode.window.onDidChangeVisibleTextEditors(refresh));
}

/** What the item says of a state. */
function appearance(health: Health): { text: string; tooltip: string; background?: 'warning' | 'error' } {
  if (health.state === 'missing') {
    return { text: '$(error) o8: not found', tooltip: 'The o8 program was not found', background: 'error' };
  }
  const name = `o8${health.version === undefined ? '' : ` ${health.version}`}`;
  switch (health.state) {
    case 'starting':
      return { text: `$(sync~spin) ${name}`, tooltip: `Starting ${health.binary}` };
    case 'running':
      return { text: `$(check) ${name}`, tooltip: `${health.binary} is running` };
    case 'stopped':
      return { text: `$(circle-slash) ${name}`, tooltip: `${health.binary} is stopped`, background: 'warning' };
    case 'failed':
      return { text: `$(error) ${name}`, tooltip: health.message, background: 'error' };
  }
}

/** What can be done, as a list to pick from. */
export async function menu(): Promise<void> {
  const entries = [
    { label: '$(debug-restart) Restart Server', command: 'o8.restartServer' },
    { label: '$(output) Show Server Log', command: 'o8.showOutput' },
    { label: '$(open-preview) Show Compiled YAML', command: 'o8.showCompiled' },
    { label: '$(type-hierarchy) Show Graph', command: 'o8.showGraph' },
    { label: '$(table) Show Environment Matrix', command: 'o8.showMatrix' },
  ];
  const choice = await vscode.window.showQuickPick(entries, { title: 'o8' });
  if (choice !== undefined) {
    await vscode.commands.executeCommand(choice.command);
  }
}
