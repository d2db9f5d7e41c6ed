// An esbuild plugin: `words:first`, `words:room` and `words:call` are the parts of the English
// words that the parts of the SDK show. What no part names is the call's.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const english = fileURLToPath(new URL('../../sdk/web/texts/en.json', import.meta.url));

const begin = {
  first: ['language', 'test_mode', 'progress', 'step.', 'opening.', 'scheduled.', 'welcome.', 'problem.', 'notice.network_error', 'try_again', 'ask.hold',
    'document.pan', 'document.aadhaar', 'document.passport', 'document.driving_licence', 'document.voter_id'],
  room: ['consent.', 'devices.', 'trouble.', 'recover.', 'notice.', 'waiting.', 'end.', 'lost.title', 'lost.text', 'hint.'],
};

/** Which part of the SDK brings a text. */
export function partOf(key) {
  return Object.keys(begin).find((part) => begin[part].some((p) => (p.endsWith('.') ? key.startsWith(p) : key === p || key.startsWith(p + '.')))) ?? 'call';
}

export const words = {
  name: 'words',
  setup(b) {
    b.onResolve({ filter: /^words:/ }, ({ path }) => ({ path: path.slice('words:'.length), namespace: 'words' }));
    b.onLoad({ filter: /.*/, namespace: 'words' }, async ({ path }) => {
      const all = Object.entries(JSON.parse(await readFile(english, 'utf8')));
      return { contents: JSON.stringify(Object.fromEntries(all.filter(([key]) => partOf(key) === path))), loader: 'json', watchFiles: [english] };
    });
  },
};
