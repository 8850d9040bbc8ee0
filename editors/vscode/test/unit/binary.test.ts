import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';

import { findBinary, readVersion, versionOf, type Surroundings } from '../../src/binary';

let root: string;
const at = (...parts: string[]): string => path.join(root, ...parts);

function program(...parts: string[]): string {
  const file = at(...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\necho "o8 1.2.3"\n');
  chmodSync(file, 0o755);
  return file;
}

const surroundings = (changes: Partial<Surroundings>): Surroundings => ({
  setting: '', folders: [at('one'), at('two')], trusted: true, home: at('home'), path: at('bin'), windows: false, ...changes,
});

before(() => { root = mkdtempSync(path.join(tmpdir(), 'o8-binary-')); });
after(() => rmSync(root, { recursive: true }));

test('without a program the places are named', async () => {
  assert.deepEqual(await findBinary(surroundings({})), {
    found: undefined, reason: 'nowhere', tried: [at('one/.o8/bin/o8'), at('two/.o8/bin/o8')],
  });
});

test('PATH comes last, the workspace before it, the setting first', async () => {
  const everywhere = program('bin', 'o8');
  assert.deepEqual(await findBinary(surroundings({})), { found: everywhere, from: 'PATH' });
  const inside = program('two', '.o8', 'bin', 'o8');
  assert.deepEqual(await findBinary(surroundings({})), { found: inside, from: 'workspace' });
  const chosen = program('home', 'tools', 'o8');
  assert.deepEqual(await findBinary(surroundings({ setting: '~/tools/o8' })), { found: chosen, from: 'settings' });
});

test('a program of a folder that is not trusted is not run', async () => {
  assert.deepEqual(await findBinary(surroundings({ trusted: false })), { found: at('bin', 'o8'), from: 'PATH' });
});

test('a relative entry of PATH is passed over', async () => {
  assert.equal((await findBinary(surroundings({ folders: [], path: path.relative(process.cwd(), at('bin')) }))).found, undefined);
});

test('a setting may be relative, or name the workspace folder', async () => {
  const own = program('two', 'tools', 'own');
  for (const setting of ['tools/own', '${workspaceFolder}/tools/own', own]) {
    assert.deepEqual(await findBinary(surroundings({ setting })), { found: own, from: 'settings' });
  }
});

test('a setting that names nothing is not replaced by another program', async () => {
  const missing = at('nowhere');
  assert.deepEqual(await findBinary(surroundings({ setting: missing })), { found: undefined, reason: 'setting', tried: [missing] });
});

test('a folder and a file that cannot be run are no programs', async () => {
  writeFileSync(at('text'), '');
  for (const setting of [root, at('text')]) {
    assert.equal((await findBinary(surroundings({ setting }))).found, undefined);
  }
});

test('the version is what the program says', async () => {
  assert.equal(readVersion('o8 0.1.0\n'), '0.1.0');
  assert.equal(readVersion('another 0.1.0'), undefined);
  assert.equal(await versionOf(program('bin', 'o8')), '1.2.3');
  assert.equal(await versionOf(at('nowhere')), undefined);
});
