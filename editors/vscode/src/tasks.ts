/**
 * The tasks `o8: check`, `o8: build` and `o8: test`, one of each for every package of the workspace.
 *
 * o8 names files from their package on, the problem matcher from the workspace folder on. So the output is passed on by this
 * file, which puts the one in front of the other.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';

import { locate } from './output';
import type { Server } from './server';

const COMMANDS = ['check', 'build', 'test'] as const;

interface Definition extends vscode.TaskDefinition {
  type: 'o8';
  command: (typeof COMMANDS)[number];
  package?: string;
  arguments?: string[];
}

export function taskProvider(server: Server): vscode.Disposable {
  return vscode.tasks.registerTaskProvider('o8', {
    async provideTasks(): Promise<vscode.Task[]> {
      const manifests = await vscode.workspace.findFiles('**/o8.toml', '**/{node_modules,target}/**', 200);
      return manifests.sort((a, b) => a.path.localeCompare(b.path)).flatMap(manifest => {
        const folder = vscode.workspace.getWorkspaceFolder(manifest);
        if (folder === undefined || manifest.scheme !== 'file') {
          return [];
        }
        const place = path.relative(folder.uri.fsPath, path.dirname(manifest.fsPath)).replaceAll('\\', '/');
        return COMMANDS.map(command => task(server, folder, { type: 'o8', command, ...(place === '' ? {} : { package: place }) }));
      });
    },
    resolveTask(given: vscode.Task): vscode.Task | undefined {
      const definition = given.definition as Definition;
      const scope = given.scope;
      const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
      return folder !== undefined && COMMANDS.includes(definition.command) ? task(server, folder, definition) : undefined;
    },
  });
}

function task(server: Server, folder: vscode.WorkspaceFolder, definition: Definition): vscode.Task {
  const name = definition.package === undefined ? definition.command : `${definition.command} ${definition.package}`;
  const execution = new vscode.CustomExecution(async () => new PackageTerminal(server, folder, definition));
  const made = new vscode.Task(definition, folder, name, 'o8', execution, '$o8');
  made.group = definition.command === 'test' ? vscode.TaskGroup.Test : vscode.TaskGroup.Build;
  made.detail = `o8 ${[definition.command, ...(definition.arguments ?? [])].join(' ')}`;
  made.presentationOptions = { clear: true, reveal: vscode.TaskRevealKind.Silent };
  return made;
}

/** Runs o8 in the folder of the package. */
class PackageTerminal implements vscode.Pseudoterminal {
  private readonly write = new vscode.EventEmitter<string>();
  private readonly end = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.write.event;
  readonly onDidClose = this.end.event;
  private child: ChildProcess | undefined;

  constructor(
    private readonly server: Server,
    private readonly folder: vscode.WorkspaceFolder,
    private readonly definition: Definition,
  ) {}

  async open(): Promise<void> {
    const binary = await this.server.binary();
    if (binary === undefined) {
      this.write.fire('o8 was not found; the setting `o8.server.path` says where it is.\r\n');
      this.end.fire(127);
      return;
    }
    const { command, package: place = '', arguments: more = [] } = this.definition;
    const here = ['build', 'check'].includes(command) ? [] : ['--path', '.'];
    const child = spawn(binary, [command, ...here, '--color', 'always', ...more], {
      cwd: path.join(this.folder.uri.fsPath, place),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const pass = (stream: NodeJS.ReadableStream): void => {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(line => this.write.fire(`${locate(line, place)}\r\n`));
      });
      stream.on('end', () => {
        if (rest !== '') {
          this.write.fire(`${locate(rest, place)}\r\n`);
        }
      });
    };
    pass(child.stdout);
    pass(child.stderr);
    child.on('error', error => {
      this.write.fire(`o8 did not start: ${error.message}\r\n`);
      this.end.fire(126);
    });
    child.on('close', code => this.end.fire(code ?? 1));
  }

  close(): void {
    this.child?.kill();
  }
}
