import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { locate } from '../../src/output';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const matcher = (name: string) => manifest.contributes.problemMatchers.find((matcher: { name: string }) => matcher.name === name);

test('files are named from the workspace folder on', () => {
  assert.equal(locate('   ╭─[ commerce/web.o8:2:14 ]', 'platforms/eu'), '   ╭─[ platforms/eu/commerce/web.o8:2:14 ]');
  assert.equal(locate('   ╭─[ web.o8:2:14 ]', ''), '   ╭─[ web.o8:2:14 ]');
  assert.equal(locate(' 2 │ let a = "╭─[ x ]"', 'p'), ' 2 │ let a = "╭─[ x ]"');
  const coloured = '   \u001b[38;5;246m╭\u001b[0m\u001b[38;5;246m─\u001b[0m\u001b[38;5;246m[\u001b[0m a.o8:2:14 \u001b[38;5;246m]\u001b[0m';
  assert.match(locate(coloured, 'p'), / p\/a\.o8:2:14 /);
});

test('the matcher reads what o8 prints for people', () => {
  const [head, place] = matcher('o8').pattern.map((pattern: { regexp: string }) => new RegExp(pattern.regexp));
  assert.deepEqual(head.exec('error[E0301]: expected `Int`, found `String`').slice(1), ['error', 'E0301', 'expected `Int`, found `String`']);
  assert.deepEqual(head.exec('warning[W0203]: the name').slice(1), ['warning', 'W0203', 'the name']);
  assert.deepEqual(place.exec('   ╭─[ p/a.o8:2:14 ]').slice(1), ['p/a.o8', '2', '14']);
});

test('the matcher reads `--format github`', () => {
  const pattern = manifest.contributes.problemPatterns.find((pattern: { name: string }) => `$${pattern.name}` === matcher('o8-github').pattern);
  const line = '::error file=a.o8,line=2,col=14,endColumn=17,title=E0301::expected `Int`, found `String`';
  const found = new RegExp(pattern.regexp).exec(line);
  assert.ok(found);
  const read = Object.fromEntries(['severity', 'file', 'line', 'column', 'endColumn', 'code', 'message'].map(key => [key, found[pattern[key]]]));
  assert.deepEqual(read, {
    severity: 'error', file: 'a.o8', line: '2', column: '14', endColumn: '17', code: 'E0301', message: 'expected `Int`, found `String`',
  });
});
