// The English words come with the part of the SDK that shows them, and with none that comes later.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { english, partOf } from '../../../web/scripts/words.mjs';

const src = fileURLToPath(new URL('../src', import.meta.url));
const order = ['first', 'room', 'call'];
const keys = Object.keys(JSON.parse(readFileSync(english, 'utf8')));

/** The files that a file imports, itself included. */
function reach(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, to] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type).*from '(\..*)\.js';/gm)) reach(resolve(dirname(file), to + '.ts'), seen);
  return seen;
}

test('a part knows the words of its screens', () => {
  const own = new Set();
  for (const [i, part] of order.entries()) {
    const files = [...reach(join(src, part === 'first' ? 'index.ts' : `parts/${part}.ts`))].filter((f) => !own.has(f));
    let found = 0;
    for (const file of files) {
      own.add(file);
      for (const [, lead] of readFileSync(file, 'utf8').matchAll(/t\.(?:get|list)\((?:[^'`()]*\? ?)?['`]([a-z_.]+)/g)) {
        const meant = keys.filter((k) => (lead.endsWith('.') ? k.startsWith(lead) : k === lead || k.startsWith(lead + '.')));
        assert.ok(meant.length, `${file}: there is no text ${lead}`);
        found++;
        if (lead.endsWith('.')) continue; // which of them, the screen decides
        const at = Math.min(...meant.map((k) => order.indexOf(partOf(k))));
        assert.ok(at <= i, `${file} shows ${lead}, which comes with the part ${order[at]}`);
      }
    }
    assert.ok(found > 3, part + ': the test looks at nothing');
  }
});
