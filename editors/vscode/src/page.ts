/**
 * The pages: a panel whose page is drawn by a script of this extension from data that it is sent.
 *
 * A page loads nothing but its own script and style, and runs no other script: its policy says so, and the data that it gets is
 * never read as HTML.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What a page tells the extension. */
export type FromPage =
  | { type: 'ready' }
  | { type: 'open'; uri: string; line: number; character: number }
  | { type: 'choose'; name: string; value: string };

/** What a page is made of. */
export interface Page {
  /** The name of its script, of its kind of panel. */
  name: 'graph' | 'matrix';
  title: string;
  /** What is sent to it, given what was chosen in it; undefined where there is nothing, which has been said. */
  load(choices: ReadonlyMap<string, string>): Promise<unknown>;
}

/** Opens pages, each at most once. */
export class Pages implements vscode.Disposable {
  private readonly open = new Map<string, { panel: vscode.WebviewPanel; refresh(): Promise<void> }>();
  private timer: NodeJS.Timeout | undefined;
  private readonly saves = vscode.workspace.onDidSaveTextDocument(document => {
    if (document.languageId === 'o8') {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.refreshAll(), 300);
    }
  });

  constructor(private readonly extension: vscode.Uri) {}

  async show(page: Page): Promise<void> {
    const known = this.open.get(page.name);
    if (known !== undefined) {
      known.panel.reveal();
      return known.refresh();
    }
    const choices = new Map<string, string>();
    // Without an answer there is nothing to open a panel for.
    let first = await page.load(choices);
    if (first === undefined) {
      return;
    }
    const panel = vscode.window.createWebviewPanel(`o8.${page.name}`, page.title, vscode.ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extension, 'dist', 'webviews'), vscode.Uri.joinPath(this.extension, 'media')],
      retainContextWhenHidden: true,
    });
    const refresh = async (): Promise<void> => {
      const data = first ?? (await page.load(choices));
      first = undefined;
      if (data !== undefined) {
        await panel.webview.postMessage(data);
      }
    };
    this.open.set(page.name, { panel, refresh });
    panel.onDidDispose(() => this.open.delete(page.name));
    panel.webview.onDidReceiveMessage(async (message: FromPage) => {
      switch (message.type) {
        case 'ready':
          return refresh();
        case 'choose':
          choices.set(message.name, message.value);
          return refresh();
        case 'open':
          return openAt(message);
      }
    });
    panel.webview.html = this.html(panel.webview, page);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.saves.dispose();
    for (const { panel } of [...this.open.values()]) {
      panel.dispose();
    }
  }

  private refreshAll(): void {
    for (const { panel, refresh } of this.open.values()) {
      if (panel.visible) {
        void refresh();
      }
    }
  }

  private html(webview: vscode.Webview, { name, title }: Page): string {
    const nonce = randomBytes(16).toString('base64');
    const script = webview.asWebviewUri(vscode.Uri.joinPath(this.extension, 'dist', 'webviews', `${name}.js`));
    const style = webview.asWebviewUri(vscode.Uri.joinPath(this.extension, 'media', 'page.css'));
    const policy = `default-src 'none'; img-src data:; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="${style.toString()}">
</head>
<body>
  <main id="page" aria-live="polite" aria-busy="true"><p>Loading…</p></main>
  <script nonce="${nonce}" src="${script.toString()}"></script>
</body>
</html>`;
  }
}

async function openAt({ uri, line, character }: { uri: string; line: number; character: number }): Promise<void> {
  const position = new vscode.Position(line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
    selection: new vscode.Range(position, position),
    viewColumn: vscode.ViewColumn.One,
  });
}
