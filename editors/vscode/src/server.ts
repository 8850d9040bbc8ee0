/** The language server: found, started, watched and started again. */
import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, State, type Executable } from 'vscode-languageclient/node';
import { ErrorCodes, LSPErrorCodes, ResponseError, type RequestType } from 'vscode-languageclient/node';

import { findBinary, versionOf, type Search } from './binary';

/** How the server is. */
export type Health =
  | { state: 'starting' | 'running' | 'stopped'; binary: string; version: string | undefined }
  | { state: 'missing'; search: Search & { found: undefined } }
  | { state: 'failed'; binary: string; version: string | undefined; message: string };

/** The one server of this window. */
export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private change: Promise<void> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<Health>();
  private readonly output = vscode.window.createOutputChannel('o8', { log: true });
  private readonly trace = vscode.window.createOutputChannel('o8 trace');

  /** Tells whenever the server's state changes. */
  readonly onChange = this.changed.event;
  health: Health | undefined;

  /** Starts the server, after the one before has ended. Calls that come meanwhile wait. */
  restart(): Promise<void> {
    this.change = this.change.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.change;
  }

  showOutput(): void {
    this.output.show();
  }

  /**
   * Asks the server. Undefined where the answer is not to be had; the user has been told why then, unless nobody waits for
   * the answer (`quietly`) or an edit has overtaken the request.
   */
  async ask<P, R>(
    request: RequestType<P, R, void>,
    parameters: P,
    token?: vscode.CancellationToken,
    manner: 'aloud' | 'quietly' = 'aloud',
  ): Promise<R | undefined> {
    const client = this.client;
    if (client === undefined || client.state !== State.Running) {
      if (manner === 'aloud') {
        void this.tellState();
      }
      return undefined;
    }
    try {
      return await client.sendRequest(request, parameters, token);
    } catch (error) {
      if (manner === 'quietly' || (error instanceof ResponseError && isOvertaken(error.code))) {
        return undefined;
      }
      if (error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound) {
        void this.tellUnknown(request.method);
      } else {
        void vscode.window.showErrorMessage(`o8: ${error instanceof Error ? error.message : String(error)}`);
      }
      return undefined;
    }
  }

  /** Whether requests can be answered. */
  get running(): boolean {
    return this.client?.state === State.Running;
  }

  async dispose(): Promise<void> {
    await this.change;
    await this.stop();
    this.changed.dispose();
    this.output.dispose();
    this.trace.dispose();
  }

  /** The program, for tasks, which need no server. */
  async binary(): Promise<string | undefined> {
    return (await search()).found;
  }

  private async start(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('o8');
    const found = await search();
    if (found.found === undefined) {
      this.set({ state: 'missing', search: found });
      // Whoever started this does not wait for an answer to the message.
      void this.tellState();
      return;
    }
    const binary = found.found;
    const version = await versionOf(binary);
    this.output.info(`${binary} ${version ?? '(it does not say its version)'}, found in ${found.from}`);
    this.set({ state: 'starting', binary, version });
    const program: Executable = {
      command: binary,
      args: ['lsp', '--stdio'],
      options: { env: { ...process.env, ...settings.get<Record<string, string>>('server.environment', {}) } },
    };
    const client = new LanguageClient('o8', 'o8', program, {
      documentSelector: [{ language: 'o8', scheme: 'file' }, { language: 'o8', scheme: 'untitled' }],
      initializationOptions: options(),
      synchronize: { configurationSection: 'o8' },
      outputChannel: this.output,
      traceOutputChannel: this.trace,
    });
    client.onDidChangeState(({ newState }) => {
      if (client === this.client && newState === State.Running) {
        this.set({ state: 'running', binary, version });
      } else if (client === this.client && newState === State.Stopped) {
        this.set({ state: 'stopped', binary, version });
      }
    });
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.set({ state: 'failed', binary, version, message: error instanceof Error ? error.message : String(error) });
      void this.tellState();
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) {
      await client.stop().catch(() => undefined);
    }
    await client?.dispose().catch(() => undefined);
  }

  private set(health: Health): void {
    this.health = health;
    void vscode.commands.executeCommand('setContext', 'o8.active', health.state === 'running');
    this.changed.fire(health);
  }

  /** Says why there is no server, and what can be done. */
  private async tellState(): Promise<void> {
    const health = this.health;
    if (health === undefined || health.state === 'running' || health.state === 'starting') {
      return;
    }
    if (health.state === 'missing') {
      const settings = 'Open Settings';
      const again = 'Look Again';
      const guide = 'How to Get It';
      const choice = await vscode.window.showErrorMessage(missingText(health.search), guide, settings, again);
      if (choice === settings) {
        await vscode.commands.executeCommand('workbench.action.openSettings', 'o8.server.path');
      } else if (choice === again) {
        await this.restart();
      } else if (choice === guide) {
        await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'o8-lang.o8#start', false);
      }
      return;
    }
    const text = health.state === 'failed' ? `the language server did not start: ${health.message}` : 'the language server is stopped';
    const restart = 'Restart';
    const log = 'Show Log';
    const choice = await vscode.window.showErrorMessage(`o8: ${text}`, restart, log);
    if (choice === restart) {
      await this.restart();
    } else if (choice === log) {
      this.showOutput();
    }
  }

  private async tellUnknown(method: string): Promise<void> {
    const version = this.health !== undefined && 'version' in this.health ? this.health.version : undefined;
    const settings = 'Open Settings';
    const text = `o8 ${version ?? 'of this version'} does not know \`${method}\`: a newer o8 is needed for this.`;
    if ((await vscode.window.showWarningMessage(text, settings)) === settings) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'o8.server.path');
    }
  }
}

function search(): Promise<Search> {
  return findBinary({
    setting: vscode.workspace.getConfiguration('o8').get('server.path', ''),
    folders: (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
    trusted: vscode.workspace.isTrusted,
    home: os.homedir(),
    path: process.env['PATH'] ?? '',
    windows: process.platform === 'win32',
  });
}

/** What the server is told at its start; changes are sent as they happen. */
function options(): unknown {
  const settings = vscode.workspace.getConfiguration('o8');
  return { inlayHints: settings.get('inlayHints'), codeLens: settings.get('codeLens') };
}

function isOvertaken(code: number): boolean {
  return code === LSPErrorCodes.ContentModified || code === LSPErrorCodes.RequestCancelled || code === LSPErrorCodes.ServerCancelled;
}

function missingText(search: Search & { found: undefined }): string {
  if (search.reason === 'setting') {
    const tried = search.tried.length > 0 ? search.tried.join(', ') : 'a relative path, and no folder is open';
    return `o8: there is no program where the setting \`o8.server.path\` says: ${tried}.`;
  }
  return 'o8: there is no `o8` program in `.o8/bin` of the workspace or in PATH. Without it there are colours and snippets only.';
}
