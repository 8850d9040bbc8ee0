/**
 * The compiled YAML beside its source: read-only, always that of the text as it is now, and following the cursor both ways.
 *
 * There is one such document. What it shows is the declaration at the cursor of the last o8 editor that was used.
 */
import * as vscode from 'vscode';

import { linkAtGenerated, linksAtSource } from './links';
import { compiledRequest, type Compiled } from './protocol';
import type { Server } from './server';

/** The scheme of the document's address. */
export const SCHEME = 'o8-compiled';
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: '/compiled.yaml' });
/** How long the cursor has to rest, in milliseconds. */
const REST = 150;

/** The document with its commands. */
export class CompiledView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  /** What is asked for: a place in a source, and a target where one was chosen. */
  private source: { uri: vscode.Uri; position: vscode.Position } | undefined;
  private target: string | undefined;
  private shown: Compiled | undefined;
  private timer: NodeJS.Timeout | undefined;
  private pending: vscode.CancellationTokenSource | undefined;
  private readonly mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });
  private readonly subscriptions = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    vscode.commands.registerCommand('o8.showCompiled', (uri?: unknown, position?: unknown, target?: unknown) =>
      this.show(uri, position, target)),
    vscode.commands.registerCommand('o8.chooseTarget', () => this.chooseTarget()),
    vscode.window.onDidChangeTextEditorSelection(event => this.follow(event)),
    vscode.workspace.onDidChangeTextDocument(event => {
      if (event.document.languageId === 'o8' && this.visible()) {
        this.schedule();
      }
    }),
    vscode.workspace.onDidCloseTextDocument(document => {
      if (document.uri.scheme === SCHEME) {
        this.shown = undefined;
        this.clearMarks();
      }
    }),
  );

  constructor(private readonly server: Server) {}

  provideTextDocumentContent(): string {
    if (this.shown === undefined) {
      return '# Put the cursor into a declaration that compiles to something, such as a module.\n';
    }
    return this.shown.text;
  }

  /** Opens the document for the cursor, or for the place that a code lens names. */
  private async show(uri: unknown, position: unknown, target: unknown): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (typeof uri === 'string' && isPosition(position)) {
      this.source = { uri: vscode.Uri.parse(uri), position: new vscode.Position(position.line, position.character) };
    } else if (editor?.document.languageId === 'o8') {
      this.source = { uri: editor.document.uri, position: editor.selection.active };
    } else {
      void vscode.window.showInformationMessage('o8: put the cursor into a declaration of an o8 file first.');
      return;
    }
    this.target = typeof target === 'string' ? target : undefined;
    if (!(await this.refresh())) {
      return;
    }
    const document = await vscode.workspace.openTextDocument(DOCUMENT);
    await vscode.languages.setTextDocumentLanguage(document, 'yaml');
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: false });
    this.markGenerated();
  }

  /** Asks which target the document is to show. */
  private async chooseTarget(): Promise<void> {
    const targets = this.shown?.targets ?? [];
    const entries = targets.map(label => ({ label, description: label === this.shown?.target ? 'shown' : '' }));
    const choice = await vscode.window.showQuickPick(entries, { title: 'o8: the target whose YAML is shown' });
    if (choice !== undefined) {
      this.target = choice.label;
      await this.refresh();
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.pending?.dispose();
    this.subscriptions.dispose();
    this.changed.dispose();
    this.mark.dispose();
  }

  /** Whether the server answered. */
  private async refresh(): Promise<boolean> {
    const source = this.source;
    if (source === undefined) {
      return false;
    }
    this.pending?.cancel();
    const pending = (this.pending = new vscode.CancellationTokenSource());
    const answer = await this.server.ask(compiledRequest, {
      textDocument: { uri: source.uri.toString() },
      position: { line: source.position.line, character: source.position.character },
      ...(this.target === undefined ? {} : { target: this.target }),
    }, pending.token);
    if (answer === undefined || pending.token.isCancellationRequested) {
      return false;
    }
    if (answer !== null) {
      this.shown = answer;
      this.changed.fire(DOCUMENT);
      this.markGenerated();
    } else if (this.shown === undefined) {
      this.changed.fire(DOCUMENT);
    }
    return true;
  }

  /** Moves with the cursor of either side. */
  private follow({ textEditor, kind }: vscode.TextEditorSelectionChangeEvent): void {
    const follows = vscode.workspace.getConfiguration('o8').get('compiled.followCursor', true);
    if (!follows || !this.visible() || kind === undefined) {
      return;
    }
    if (textEditor.document.uri.scheme === SCHEME) {
      this.markSource(textEditor.selection.active);
    } else if (textEditor.document.languageId === 'o8') {
      this.source = { uri: textEditor.document.uri, position: textEditor.selection.active };
      this.markGenerated();
      this.schedule();
    }
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.server.running) {
        void this.refresh();
      }
    }, REST);
  }

  /** Marks in the YAML what comes from the cursor's place, and brings it into view. */
  private markGenerated(): void {
    const source = this.source;
    if (this.shown === undefined || source === undefined) {
      return;
    }
    const links = linksAtSource(this.shown.links, source.uri.toString(), source.position);
    const ranges = links.map(link => toRange(link.generated));
    for (const editor of this.editors(document => document.uri.scheme === SCHEME)) {
      editor.setDecorations(this.mark, ranges);
      const first = ranges[0];
      if (first !== undefined) {
        editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
    }
  }

  /** Marks in the source what a line of the YAML comes from, where that source is visible. */
  private markSource(position: vscode.Position): void {
    const link = linkAtGenerated(this.shown?.links ?? [], position);
    for (const editor of this.editors(document => document.languageId === 'o8')) {
      const here = link !== undefined && editor.document.uri.toString() === link.source.uri;
      editor.setDecorations(this.mark, here ? [toRange(link.source.range)] : []);
      if (here) {
        editor.revealRange(toRange(link.source.range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
    }
  }

  private clearMarks(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      editor.setDecorations(this.mark, []);
    }
  }

  private visible(): boolean {
    return this.editors(document => document.uri.scheme === SCHEME).length > 0;
  }

  private editors(test: (document: vscode.TextDocument) => boolean): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter(editor => test(editor.document));
  }

  /** The source of a position of the document. */
  sourceOf(position: vscode.Position): vscode.Location | undefined {
    const link = linkAtGenerated(this.shown?.links ?? [], position);
    return link && new vscode.Location(vscode.Uri.parse(link.source.uri), toRange(link.source.range));
  }
}

function isPosition(value: unknown): value is { line: number; character: number } {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}

function toRange({ start, end }: { start: { line: number; character: number }; end: { line: number; character: number } }): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
