import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linkAtGenerated, linksAtSource } from '../../src/links';
import type { Link } from '../../src/protocol';

const range = (a: number, b: number, c: number, d: number) => ({ start: { line: a, character: b }, end: { line: c, character: d } });
const link = (generated: Link['generated'], source: Link['source']['range'], uri = 'file:///a.o8'): Link => ({ generated, source: { uri, range: source }, kind: 'body' });

const whole = link(range(0, 0, 9, 0), range(0, 0, 5, 1));
const image = link(range(3, 0, 3, 20), range(2, 4, 2, 30));
const tag = link(range(3, 10, 3, 20), range(2, 12, 2, 20));
const again = link(range(7, 0, 7, 20), range(2, 4, 2, 30));
const links = [whole, image, tag, again];

test('the narrowest generated part is meant', () => {
  assert.equal(linkAtGenerated(links, { line: 3, character: 12 }), tag);
  assert.equal(linkAtGenerated(links, { line: 3, character: 2 }), image);
  assert.equal(linkAtGenerated(links, { line: 1, character: 0 }), whole);
  assert.equal(linkAtGenerated(links, { line: 20, character: 0 }), undefined);
});

test('one line of a source may become several lines', () => {
  assert.deepEqual(linksAtSource(links, 'file:///a.o8', { line: 2, character: 5 }), [image, again]);
  assert.deepEqual(linksAtSource(links, 'file:///a.o8', { line: 2, character: 14 }), [tag]);
});

test('another file has no part in it', () => {
  assert.deepEqual(linksAtSource(links, 'file:///b.o8', { line: 2, character: 5 }), []);
});
