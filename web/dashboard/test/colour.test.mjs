import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './logic.mjs';

const { contrast, readable } = await load('parts/colour.ts');

test('black on white is 21:1', () => assert.equal(Math.round(contrast('#000000', '#ffffff')), 21));

test('any colour becomes one that its text can be read on', () => {
  for (const c of ['#ffffff', '#ffe600', '#00ff00', '#1b5e4a', '#000000', 'no colour', '']) {
    const [accent, on] = readable(c);
    assert.ok(contrast(accent, on) >= 4.5, `${c} became ${accent}`);
  }
  assert.deepEqual(readable('#1b5e4a'), ['#1b5e4a', '#ffffff'], 'what reads already stays');
});
