import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adopt, contrast, palette, parse } from '../../src/theme.js';
import type { Theme } from '../../src/types/theme.js';

const tokens = { // of web/ui/tokens.css
  light: { surface: '#ffffff', ground: '#f5f6f9', ink: '#151a23', 'ink-2': '#4c566a' },
  dark: { surface: '#161a22', ground: '#0d1016', ink: '#eef1f6', 'ink-2': '#a9b2c3' },
};
const colours = ['#ff0', '#fff', '#000', '#7fd', '#777777', '#c81e1e', '#2451d6', '#8a8f98'];

test('whatever colours are chosen, words can be read on what they stand on', () => {
  for (const dark of [false, true]) {
    for (const accent of colours) for (const surface of ['', ...colours]) for (const text of ['', '#888', '#fff', '#000']) {
      const theme: Theme = { accent, surface, text, darkSurface: surface, darkText: text, danger: accent };
      const p: Record<string, string> = { ...tokens[dark ? 'dark' : 'light'], ...palette(theme, dark) };
      const pairs: [string, string][] = [['accent', 'surface'], ['accent', 'ground'], ['on-accent', 'accent'], ['ink', 'surface'], ['ink', 'ground'], ['ink-2', 'surface'], ['ink-2', 'ground'], ['bad', 'bad-soft'], ['bad', 'surface']];
      for (const [a, b] of pairs) {
        const is = contrast(parse(p[a])!, parse(p[b])!);
        assert.ok(is >= 4.4, `${a} ${p[a]} on ${b} ${p[b]}: ${is.toFixed(2)} of ${JSON.stringify(theme)}`); // grey on grey reaches 4.5 nowhere
      }
    }
  }
});

test('what reads already stays, and what is no colour is left out', () => {
  assert.equal(palette({ accent: '#2451d6' }, false)['accent'], '#2451d6');
  assert.deepEqual(palette({ accent: 'red; background: url(x)', surface: 'white', danger: '' }, false), {});
  assert.deepEqual(palette({ surface: '#fffaf0' }, true), {}, 'a surface of light mode says nothing of dark mode');
});

test('the page’s own theme comes first, the account’s is what it leaves open', () => {
  const theme: Theme = { accent: '#0a6e55', radius: '2px' };
  adopt(theme, { name: 'x', color: '#7a1fa2', logo_url: null, look: { radius: '9px', dark_surface: '#101820', mode: 'dark', font: '' } });
  assert.deepEqual({ ...theme }, { accent: '#0a6e55', radius: '2px', darkSurface: '#101820', mode: 'dark', logo: undefined, font: undefined });
});
