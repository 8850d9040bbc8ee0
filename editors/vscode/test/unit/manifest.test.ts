import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const sources = readdirSync('src').filter(name => name.endsWith('.ts')).map(name => readFileSync(`src/${name}`, 'utf8')).join('\n');

test('every command that is contributed exists', () => {
  for (const { command } of manifest.contributes.commands) {
    assert.ok(sources.includes(`registerCommand('${command}'`), command);
  }
});

test('every setting is read, and described', () => {
  for (const [name, setting] of Object.entries<{ markdownDescription?: string }>(manifest.contributes.configuration.properties)) {
    // Those of the server are sent by their group; the trace is read by the client's library.
    const read = sources.includes(`'${name.replace(/^o8\./, '')}'`) || sources.includes(`get('${name.split('.')[1]}')`) || name === 'o8.trace.server';
    assert.ok(read, `${name} is not read`);
    assert.ok((setting.markdownDescription ?? '').endsWith('.'), `${name} has no description`);
  }
});

test('every file that is named exists', () => {
  const files = [
    ...manifest.contributes.grammars.map((grammar: { path: string }) => grammar.path),
    ...manifest.contributes.walkthroughs[0].steps.map((step: { media: { markdown: string } }) => step.media.markdown),
    manifest.contributes.languages[0].configuration,
    ...Object.values<string>(manifest.contributes.languages[0].icon),
  ];
  assert.deepEqual(files.filter(file => !existsSync(file)), []);
});

test('lines are indented after what opens, and after what is left open', () => {
  const { indentationRules: rules, onEnterRules, wordPattern } = JSON.parse(readFileSync('language-configuration.json', 'utf8'));
  const increase = new RegExp(rules.increaseIndentPattern);
  const next = new RegExp(rules.indentNextLinePattern);
  for (const line of ['module web {', '  deploy = WebService { // why', 'let xs = [', 'let text = """', 'f(']) {
    assert.match(line, increase);
  }
  for (const line of ['module web { team = shop }', '// a {', 'let text = ""', '  """']) {
    assert.ok(!increase.test(line) || line.trim() === '"""', line);
  }
  for (const line of ['let a =', 'fn f() -> Int =', 'let b = if x then', '  n =>', '  labels += // why']) {
    assert.match(line, next);
  }
  assert.doesNotMatch('let a = 1', next);
  assert.match('}', new RegExp(rules.decreaseIndentPattern));
  assert.ok(onEnterRules.some((rule: { beforeText: { pattern: string } }) => new RegExp(rule.beforeText.pattern).test('  /// Docs')));
  assert.deepEqual('back-office.in 512Mi a - b'.match(new RegExp(wordPattern, 'g')), ['back-office', 'in', '512Mi', 'a', 'b']);
});

test('pages load nothing from elsewhere and run no script but their own', () => {
  const page = readFileSync('src/page.ts', 'utf8');
  assert.match(page, /default-src 'none'/);
  assert.doesNotMatch(page, /unsafe-(inline|eval)|https?:/);
  for (const name of readdirSync('src/webviews').filter(name => name.endsWith('.ts'))) {
    assert.doesNotMatch(readFileSync(`src/webviews/${name}`, 'utf8'), /innerHTML|outerHTML|insertAdjacentHTML|https?:/, name);
  }
});
