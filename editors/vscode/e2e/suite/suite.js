// Runs inside the extension host; `run` fails where a test does.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const vscode = require('vscode');

const language = require('./language');

const sleep = time => new Promise(resolve => setTimeout(resolve, time));

async function until(what, probe, limit = 30_000) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await probe();
    if (value) {
      return value;
    }
    assert.ok(Date.now() < end, `too late: ${what}`);
    await sleep(50);
  }
}

// The host looks on while this waits.
const picture = async (name, selector) => {
  await vscode.commands.executeCommand('notifications.clearAll');
  console.log(`picture ${name} ${selector}`);
  await sleep(5000);
};
const folder = () => vscode.workspace.workspaceFolders[0].uri;
const at = (...parts) => vscode.Uri.joinPath(folder(), ...parts);
const yaml = () => vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'o8-compiled');
const run = vscode.commands.executeCommand;
const program = () => JSON.parse(readFileSync(at('.e2e.json').fsPath, 'utf8')).o8;
const use = program => vscode.workspace.getConfiguration('o8').update('server.path', program, vscode.ConfigurationTarget.Global);

const tests = {
  async 'a file of o8 has its language, and the extension is active'(document) {
    assert.equal(document.languageId, 'o8');
    const extension = vscode.extensions.getExtension('o8-lang.o8');
    await until('the extension', () => extension?.isActive);
  },

  async 'without a server there are snippets'(document) {
    const offered = async () => (await run('vscode.executeCompletionItemProvider', document.uri, new vscode.Position(1, 0))).items
      .map(({ label }) => label.label ?? label);
    assert.ok((await offered()).includes('module'));
    await use(program());
    // A server offers the declaration itself, and nothing twice.
    const names = await until('what the server offers', async () => {
      const names = await offered();
      return names.includes('secretStore') && names;
    });
    assert.deepEqual(names, [...new Set(names)]);
  },

  async 'the built server says what is wrong, and takes it back'(document) {
    const place = new vscode.Range(26, 29, 26, 30);
    assert.equal(document.getText(place), '3');
    const replace = async text => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(26, 29, 26, document.lineAt(26).text.length), text);
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await replace('"3"');
    const [found] = await until('a diagnostic', () => {
      const diagnostics = vscode.languages.getDiagnostics(document.uri);
      return diagnostics.length > 0 && diagnostics;
    });
    assert.match(found.message, /expected `Replicas`, found `String`/);
    assert.deepEqual([found.range.start.line, found.range.start.character], [26, 29]);
    await picture('diagnostic', '.squiggly-error');
    await replace('3');
    await until('no diagnostic', () => vscode.languages.getDiagnostics(document.uri).length === 0);
  },

  async 'the built server formats'(document) {
    const edits = await vscode.commands.executeCommand('vscode.executeFormatDocumentProvider', document.uri, { tabSize: 2, insertSpaces: true });
    assert.deepEqual(edits ?? [], []);
  },

  ...language({ until, picture, at, run }),

  async 'the problems of a task are those of its package'() {
    const tasks = await vscode.tasks.fetchTasks({ type: 'o8' });
    const packages = ['', ' nested', ' sample'];
    assert.deepEqual(tasks.map(({ name }) => name).sort(), ['build', 'check', 'test'].flatMap(task => packages.map(name => `${task}${name}`)));
    const task = tasks.find(({ name }) => name === 'check nested');
    const ended = new Promise(resolve => vscode.tasks.onDidEndTask(({ execution }) => execution.task.name === task.name && resolve()));
    await vscode.tasks.executeTask(task);
    await ended;
    const [found] = await until('a problem', () => {
      // Those of the server lead to the page of their code.
      const diagnostics = vscode.languages.getDiagnostics(at('nested', 'one.o8')).filter(({ code }) => typeof code === 'string');
      return diagnostics.length > 0 && diagnostics;
    });
    assert.deepEqual([found.code, found.message], ['E0301', 'expected `Int`, found `String`']);
  },

  async 'compiled YAML opens beside its source'(document) {
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    editor.selection = new vscode.Selection(26, 6, 26, 6);
    await until('the YAML', async () => {
      await vscode.commands.executeCommand('o8.showCompiled');
      return yaml();
    });
    const beside = yaml();
    await until('its text', () => beside.document.getText().includes('kind: Deployment'));
    assert.equal(beside.document.languageId, 'yaml');
    assert.equal(beside.viewColumn, vscode.ViewColumn.Two);
    await run('workbench.action.closePanel');
    await picture('compiled', '.statusbar-item[id="o8-lang.o8.o8.status"]');
  },

  async 'a line of the YAML leads to its source'() {
    const { document } = yaml();
    const number = document.getText().split('\n').findIndex(text => text.includes('replicas:'));
    const found = await vscode.commands.executeCommand('vscode.executeDefinitionProvider', document.uri, new vscode.Position(number, 4));
    assert.deepEqual(found.map(({ range }) => range.start.line), [26]);
    const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Two });
    editor.selection = new vscode.Selection(number, 4, number, 4);
    await vscode.commands.executeCommand('o8.goToSource');
    const active = vscode.window.activeTextEditor;
    assert.equal(active.document.languageId, 'o8');
    assert.equal(active.viewColumn, vscode.ViewColumn.One);
    assert.equal(active.selection.active.line, 26);
  },

  async 'the graph and the matrix open'(document) {
    for (const [command, label, name, selector] of [
      ['o8.showGraph', 'o8 graph', 'graph', '.picture svg .node[role=button]'],
      ['o8.showMatrix', 'o8 environments', 'matrix', 'table[role=grid] td.differs button'],
    ]) {
      await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      await vscode.commands.executeCommand(command);
      const labels = () => vscode.window.tabGroups.all.flatMap(group => group.tabs.map(tab => tab.label));
      await until(label, () => labels().includes(label));
      await picture(name, selector);
    }
  },
};

exports.run = async () => {
  const document = await vscode.workspace.openTextDocument(at('platform.o8'));
  await vscode.window.showTextDocument(document);
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(document);
      console.log(`ok - ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok - ${name}: ${error.stack ?? error}`);
    }
  }
  console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
  if (failed > 0) {
    throw new Error(`${failed} failed`);
  }
};
