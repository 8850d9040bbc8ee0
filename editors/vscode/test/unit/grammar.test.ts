import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

const file = 'syntaxes/o8.tmLanguage.json';

async function grammar() {
  await loadWASM(readFileSync('node_modules/vscode-oniguruma/release/onig.wasm').buffer as ArrayBuffer);
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async () => parseRawGrammar(readFileSync(file, 'utf8'), file),
  });
  const loaded = await registry.loadGrammar('source.o8');
  assert.ok(loaded);
  return loaded;
}

function programs(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const name = path.join(folder, entry.name);
    return entry.isDirectory() ? programs(name) : name.endsWith('.o8') ? [name] : [];
  });
}

test('no program of the repository is coloured as wrong, and nothing runs on beyond a declaration', async () => {
  const { tokenizeLine } = await grammar().then(loaded => ({ tokenizeLine: loaded.tokenizeLine.bind(loaded) }));
  const files = [...programs('../../examples'), ...programs('../../stdlib')];
  assert.ok(files.length > 50, `only ${files.length} programs were found`);
  for (const name of files) {
    let stack = INITIAL;
    readFileSync(name, 'utf8').split('\n').forEach((line, index) => {
      const at = `${name}:${index + 1}: ${line}`;
      const result = tokenizeLine(line, stack);
      for (const { scopes } of result.tokens) {
        assert.ok(!scopes.some(scope => scope.startsWith('invalid.')), at);
      }
      // A line that begins a declaration begins outside of everything.
      if (/^(?:pub |module|component|type|fn|let|import|environment|cluster|team|test) ?\S*/.test(line)) {
        assert.equal(stack.depth, 1, at);
      }
      stack = result.ruleStack;
    });
    assert.equal(stack.depth, 1, `${name} ends inside of something`);
  }
});
