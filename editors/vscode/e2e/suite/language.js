// What the built server answers, as somebody meets it who writes a platform: editors/sample lies in the workspace.
const assert = require('node:assert/strict');
const path = require('node:path');
const vscode = require('vscode');

module.exports = ({ until, picture, at, run }) => {
  const services = at('sample', 'shop', 'services.o8');
  const sizes = at('sample', 'shop', 'sizes.o8');
  const platform = at('sample', 'platform.o8');
  const open = async uri => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), vscode.ViewColumn.One);

  /** Where `text` stands for the first time, `further` letters on. */
  const place = (document, text, further = 0) => {
    const found = document.getText().indexOf(text);
    assert.ok(found >= 0, `${text} is not in ${document.uri}`);
    return document.positionAt(found + further);
  };
  const problems = uri => vscode.languages.getDiagnostics(uri);
  const none = uri => until(`nothing is wrong in ${uri}`, () => problems(uri).length === 0);

  /** Writes `by` in place of the first `text`, as an edit by hand does. */
  const replace = async (editor, text, by) => {
    const from = place(editor.document, text);
    const to = place(editor.document, text, text.length);
    assert.ok(await editor.edit(edit => edit.replace(new vscode.Range(from, to), by)));
  };
  const atCursor = (editor, position) => {
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
  };

  /** The file and the words of what a provider found. */
  const words = async locations => Promise.all(locations.map(async location => {
    const document = await vscode.workspace.openTextDocument(location.uri ?? location.targetUri);
    const range = location.range ?? location.targetSelectionRange;
    return `${path.basename(document.uri.path)}: ${document.getText(range)}`;
  }));
  const definition = async (document, text, further) =>
    words(await run('vscode.executeDefinitionProvider', document.uri, place(document, text, further)));

  /** Opens the menu of suggestions at the end of what is typed, waits for `seen` in it, and takes what is selected. */
  const accept = async (editor, name, text, holds) => {
    await until(`${text} is offered`, async () => {
      const { items } = await run('vscode.executeCompletionItemProvider', editor.document.uri, editor.selection.active);
      return items.some(({ label }) => (label.label ?? label) === text);
    });
    await run('editor.action.triggerSuggest');
    await picture(name, `.suggest-widget.visible .monaco-list-row.focused[aria-label*="${text}"]`);
    await run('acceptSelectedSuggestion');
    await until(`${text} is written`, () => holds(editor.document.getText()));
    await run('leaveSnippet');
  };

  /** Runs what changes a file, and takes its changes back. */
  const undone = async (editor, test) => {
    const before = editor.document.getText();
    try {
      await test();
    } finally {
      const all = new vscode.Range(new vscode.Position(0, 0), editor.document.positionAt(editor.document.getText().length));
      await editor.edit(edit => edit.replace(all, before));
    }
    await none(editor.document.uri);
  };

  return {
    async 'a mistake in a platform of several files is told, and its fix is applied'() {
      const editor = await open(services);
      await undone(editor, async () => {
        await replace(editor, '🧁", COPIES = "${copies', '🧁", COPIES = "${copis');
        const [found] = await until('a problem', () => problems(services).length > 0 && problems(services));
        assert.equal(found.code.value, 'E0201');
        assert.equal(editor.document.getText(found.range), 'copis');
        await run('workbench.actions.view.problems');
        await open(services);
        await picture('problem', '.squiggly-error');
        await run('workbench.action.closePanel');
        const actions = await run('vscode.executeCodeActionProvider', services, found.range);
        const fix = actions.find(({ title }) => title === 'write `copies`');
        assert.ok(fix?.edit, JSON.stringify(actions));
        assert.ok(await vscode.workspace.applyEdit(fix.edit));
        await none(services);
        assert.match(editor.document.getText(), /🧁", COPIES = "\$\{copies\(environment\)\}"/);
      });
    },

    async 'a mistake in one file shows where it is met'() {
      const editor = await open(sizes);
      await undone(editor, async () => {
        await replace(editor, 'fn copies', 'fn amount');
        await until('a problem elsewhere', () => problems(services).length === 2);
      });
      await none(services);
    },

    async 'settings, entities and components are completed, and imported'() {
      const editor = await open(services);
      await undone(editor, async () => {
        await replace(editor, '  connects = {', '  clu\n  connects = {');
        atCursor(editor, place(editor.document, '  clu\n', 5));
        await accept(editor, 'completion', 'clusters', text => /\n {2}clusters = \[\]\n/.test(text));
      });
      await undone(editor, async () => {
        await replace(editor, 'team = bakers', 'team = ba');
        atCursor(editor, place(editor.document, 'team = ba', 9));
        await accept(editor, 'completion-entity', 'bakers', text => text.split('team = bakers\n').length === 3);
      });
      await undone(editor, async () => {
        await replace(editor, 'deploy = WebService { image = "ghcr.io/bakery/catalog:${module.version}" }', 'deploy = CronJ');
        atCursor(editor, place(editor.document, 'deploy = CronJ', 14));
        await accept(editor, 'completion-import', 'CronJob', text => /import std\/cron \{ CronJob \}\n/.test(text) && /deploy = CronJob \{/.test(text));
      });
    },

    async 'the values of a setting are told in a table'() {
      const editor = await open(services);
      const position = place(editor.document, 'sizing.replicas', 9);
      const hovers = await run('vscode.executeHoverProvider', services, position);
      const text = hovers.flatMap(({ contents }) => contents).map(({ value }) => value).join('\n');
      assert.match(text, /replicas: Replicas = 2/);
      assert.match(text, /\| dev \| `1` \|/);
      assert.match(text, /\| prod \| `3` \|/);
      atCursor(editor, position);
      await run('editor.action.showHover');
      await picture('hover', '.monaco-hover table');
    },

    async 'declarations are found in other files and in the library, and so are uses'() {
      const { document } = await open(services);
      assert.deepEqual(await definition(document, 'team = bakers', 8), ['platform.o8: bakers']);
      assert.deepEqual(await definition(document, '🧁", COPIES = "${copies', 18), ['sizes.o8: copies']);
      assert.deepEqual(await definition(document, 'deploy = WebService', 10), ['service.o8: WebService']);
      const uses = await run('vscode.executeReferenceProvider', services, place(document, 'team = bakers', 8));
      assert.deepEqual(await words(uses), ['platform.o8: bakers', 'services.o8: bakers', 'services.o8: bakers']);
    },

    async 'the library can be read, without problems and without being changed by mistake'() {
      const { document } = await open(services);
      const [{ uri, targetUri }] = await run('vscode.executeDefinitionProvider', services, place(document, 'deploy = WebService', 10));
      const library = await open(uri ?? targetUri);
      assert.equal(library.document.languageId, 'o8');
      const [inside] = await until('a definition inside of the library', async () => {
        const found = await definition(library.document, 'sizing: Sizing', 9).catch(() => []);
        return found.length > 0 && found;
      });
      assert.equal(inside, 'types.o8: Sizing');
      assert.deepEqual(problems(library.document.uri), []);
      await run('type', { text: 'x' });
      assert.equal(library.document.isDirty, false);
      await run('workbench.action.closeActiveEditor');
    },

    async 'a name is changed in every file'() {
      const editor = await open(services);
      const edit = await run('vscode.executeDocumentRenameProvider', services, place(editor.document, '🧁", COPIES = "${copies', 18), 'replicas');
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.match(editor.document.getText(), /sizing\.replicas = replicas\(environment\)/);
      assert.match(editor.document.getText(), /🧁", COPIES = "\$\{replicas\(environment\)\}"/);
      const other = await open(sizes);
      assert.match(other.document.getText(), /fn replicas\(where: Environment\)/);
      await none(services);
      for (const uri of [services, sizes]) {
        await open(uri);
        await run('workbench.action.files.revert');
      }
      await none(services);
    },

    async 'a file is laid out'() {
      const editor = await open(platform);
      await undone(editor, async () => {
        await replace(editor, '  domain', '      domain');
        await run('editor.action.formatDocument');
        await until('the layout', () => /\n {2}domain = "bakery\.example"/.test(editor.document.getText()));
      });
    },
  };
};
