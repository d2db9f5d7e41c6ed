// The tables of the console's words against the sources that use them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from '../../dashboard/test/logic.mjs';

const web = fileURLToPath(new URL('../../', import.meta.url));
const files = (folder) => readdirSync(join(web, folder), { recursive: true }).filter((f) => /\.tsx?$/.test(f)).map((f) => join(folder, f));
const literal = String.raw`('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`;
const read = (quoted) => new Function('return ' + quoted)();

/** Every text that the sources say, with the places. What the dashboard alone says is English and no matter of ours. */
function said() {
  const texts = new Map();
  const wrong = [];
  for (const file of [...files('console'), ...files('member'), ...files('ui')]) {
    if (file === 'ui/say.ts' || file.startsWith('console/words/')) continue;
    const source = readFileSync(join(web, file), 'utf8');
    for (const call of source.matchAll(/(?<![\w.])(say|phrase|many)\(\s*/g)) {
      const rest = source.slice(call.index + call[0].length);
      const found = rest.match(new RegExp(call[1] === 'many' ? `^${literal},\\s*${literal},` : `^${literal}\\s*[,)]`));
      const line = source.slice(0, call.index).split('\n').length;
      if (found) texts.set(read(call[1] === 'many' ? found[2] : found[1]), `${file}:${line}`);
      else wrong.push(`${file}:${line}: ${call[0]}${rest.slice(0, 30)}`);
    }
  }
  return { texts, wrong };
}

const { texts, wrong } = said();
const { hi, said: ours, told } = await load('../console/words/hi.ts');
const names = (text) => [...new Set(text.match(/\{\w+\}/g))].sort();

test('a text stands in the sources as it is said', () => assert.deepEqual(wrong, [], 'say(), phrase() and many() take texts, not expressions'));

test('every text has a row in Hindi', () => {
  const missing = [...texts].filter(([t]) => !(t in hi)).map(([t, at]) => `${at}: ${t}`);
  assert.deepEqual(missing, [], 'add them to a file of web/console/words/hi');
});

test('every row in Hindi is used', () => assert.deepEqual(Object.keys(ours).filter((t) => !texts.has(t)), []));

test('no text has two rows', () => {
  const keys = files('console/words/hi').flatMap((f) => [...readFileSync(join(web, f), 'utf8').matchAll(new RegExp(`^  (?:${literal}|(\\w+)):`, 'gm'))].map((m) => m[2] ?? read(m[1])));
  assert.deepEqual(keys.filter((k, i) => keys.indexOf(k) !== i), []);
});

/** The sources of the program, where it says something to officers. */
const go = ['kyc', 'check', 'vision', 'document', 'rest'].flatMap((p) => readdirSync(join(web, '../internal', p)).filter((f) => f.endsWith('.go') && !f.endsWith('_test.go')).map((f) => readFileSync(join(web, '../internal', p, f), 'utf8'))).join('\n');

test('every row for the server is of something that it says', () => {
  const format = (t) => new RegExp('"' + t.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '%[.0-9]*[a-z]') + '(?:%s)*"'); // what may follow is the value's
  const labels = (t) => go.includes(`"${t.replace(/_(front|back)$/, '')}"`); // the label of a picture is put together
  assert.deepEqual(Object.keys(told).filter((t) => (t.startsWith('~') ? !format(t.slice(1)).test(go) : !go.includes(`"${t}"`) && !labels(t))), []);
});

test('every reason of the catalogue and every rule has a row', () => {
  const of = (file, begin, row) => { const s = readFileSync(join(web, '../internal/kyc', file), 'utf8'); return [...s.slice(s.indexOf(begin)).matchAll(row)].map((m) => m[1]); };
  const all = [...of('reason.go', 'var RejectionReasons', /\{Reason\{[\w"]+, "([^"]+)"/g), ...of('profile.go', 'var ruleTexts', /\{Rule\w+, "([^"]+)"/g)];
  assert.ok(all.length > 30, 'the catalogue was found');
  assert.deepEqual(all.filter((t) => !(t in hi)), []);
});

test('a row names the same things as its text', () => {
  const differ = Object.entries(hi).flatMap(([t, row]) => (typeof row === 'string' ? [row] : [row.other]).filter((r) => String(names(r)) !== String(names(t))).map((r) => `${t} → ${r}`));
  assert.deepEqual(differ, []);
});
