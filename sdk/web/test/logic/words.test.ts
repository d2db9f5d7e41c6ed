import assert from 'node:assert/strict';
import { test } from 'node:test';
import { places } from '../../src/call/recovery.js';
import { candidates, Texts } from '../../src/texts.js';
import { contrast, readable } from '../../src/theme.js';
import english from '../../texts/en.json';
import hindi from '../../texts/hi.json';

const holes = (s: string) => [...s.matchAll(/\{\w+\}/g)].map(String).sort();

test('every language has every text with the same holes', () => {
  const en = english as Record<string, string>, hi = hindi as Record<string, string>;
  assert.deepEqual(Object.keys(hi), Object.keys(en));
  for (const key of Object.keys(en)) {
    assert.ok(hi[key], key);
    assert.deepEqual(holes(hi[key]!), holes(en[key]!), key);
    if (key !== 'language') assert.match(hi[key]!, /[\u0900-\u097f]/, key + ' is translated');
  }
});

test('every place has its way back', () => {
  const t = new Texts({});
  for (const p of places) assert.ok(t.list('recover.' + p).length >= 2, p);
});

test('own words come before the language’s, English after', () => {
  const t = new Texts({ 'welcome.start': 'शुरू करें' }, { 'try_again': 'Once more' });
  assert.equal(t.get('welcome.start'), 'शुरू करें');
  assert.equal(t.get('try_again'), 'Once more');
  assert.equal(t.get('call.mute'), 'Mute');
  assert.equal(t.get('end.done.title', { name: 'Asha' }), 'Thank you, Asha');
  assert.equal(t.get('end.done.title'), 'Thank you, {name}');
});

test('a wish for a language is tried from exact to general, and is never a path', () => {
  assert.deepEqual(candidates('hi-IN'), ['hi-in', 'hi']);
  assert.deepEqual(candidates('en-IN'), ['en-in']);
  assert.deepEqual(candidates('../../etc'), []);
});

test('an accent is corrected until words on it and with it can be read', () => {
  for (const dark of [false, true]) {
    for (const colour of ['#ff0', '#fff', '#000', '#7fd', '#c81e1e', '#2451d6']) {
      const { accent, on } = readable(colour, dark)!;
      const rgb = (h: string) => [1, 3, 5].map((i) => parseInt(h.slice(i, i + 2), 16)) as [number, number, number];
      assert.ok(contrast(rgb(accent), dark ? [22, 26, 34] : [255, 255, 255]) >= 4.5, colour + accent);
      assert.ok(contrast(rgb(accent), rgb(on)) >= 4.5, colour + on);
    }
  }
  assert.equal(readable('red; background: url(x)', false), null);
});
