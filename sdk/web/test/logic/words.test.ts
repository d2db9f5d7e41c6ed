import assert from 'node:assert/strict';
import { test } from 'node:test';
import { places } from '../../src/call/recovery.js';
import * as call from '../../src/parts/call.js';
import * as room from '../../src/parts/room.js';
import { candidates, languages, learn, Texts } from '../../src/texts.js';
import bn from '../../texts/bn.json';
import english from '../../texts/en.json';
import gu from '../../texts/gu.json';
import hi from '../../texts/hi.json';
import kn from '../../texts/kn.json';
import ml from '../../texts/ml.json';
import mr from '../../texts/mr.json';
import pa from '../../texts/pa.json';
import ta from '../../texts/ta.json';
import te from '../../texts/te.json';

const tables: Record<string, Record<string, string>> = { bn, gu, hi, kn, ml, mr, pa, ta, te };
const en = english as Record<string, string>;
const scripts: Record<string, string> = {
  bn: 'Bengali', gu: 'Gujarati', hi: 'Devanagari', kn: 'Kannada', ml: 'Malayalam', mr: 'Devanagari', pa: 'Gurmukhi', ta: 'Tamil', te: 'Telugu',
};
const holes = (s: string) => [...s.matchAll(/\{\w+\}/g)].map(String).sort();

learn(room.words);
learn(call.words);

test('the languages to choose from are those that have a table', () => {
  assert.deepEqual(Object.keys(languages).sort(), ['en', ...Object.keys(tables)].sort());
});

for (const [language, table] of Object.entries(tables)) {
  test(`${language} has every text, in its script and with the same holes`, () => {
    assert.equal(table['language'], language);
    assert.deepEqual(Object.keys(table), Object.keys(en), 'the same keys in the same order');
    const script = new RegExp(`\\p{Script=${scripts[language]}}`, 'u');
    const others = Object.values(scripts).filter((x) => x !== scripts[language]).map((x) => `\\p{Script=${x}}`);
    const foreign = new RegExp(`[${others.join('')}]`, 'u');
    for (const key of Object.keys(en)) {
      assert.deepEqual(holes(table[key]!), holes(en[key]!), key);
      if (key !== 'language') assert.match(table[key]!, script, key + ' is translated');
      assert.doesNotMatch(table[key]!, foreign, key + ' has letters of another script');
      assert.equal(table[key], table[key]!.trim(), key);
      assert.equal(table[key]!.endsWith('?'), en[key]!.endsWith('?'), key + ' asks');
      assert.equal(table[key]!.endsWith(':'), en[key]!.endsWith(':'), key + ' leads to a list');
    }
  });
}

test('numbers are in the digits that the language’s own texts use', () => {
  for (const [language, table] of Object.entries(tables)) {
    assert.match(table['scheduled.early']!, new RegExp(new Texts(table).number(10)), language);
  }
  assert.equal(new Texts(mr).get('progress', { n: 2, of: 5, step: 'x' }), 'टप्पा २ / ५: x');
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
