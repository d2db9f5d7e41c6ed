// How a text is found: by its row, by the number's form, by the values in a sentence
// of the server; and English when there is none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../../dashboard/test/logic.mjs';

const kept = new Map([['language', 'hi']]);
globalThis.document = { documentElement: {} };
globalThis.localStorage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v) };

const { language, many, offer, phrase, say, speak, spoken } = await load('../ui/say.ts');
const hi = {
  'Call with {name}': '{name} के साथ कॉल', '{n} cases wait': { one: '{n} मामला', other: '{n} मामले' }, 'Desk': 'डेस्क', 'Right.': 'सही।',
  '~The result is uncertain. {what}': 'अनिश्चित। {what}', '~Similarity {n}, a match from {least}.': 'समानता {n}, मिलान {least} से।',
};
await offer({ hi: async () => hi });

test('texts, forms of number, and Indian digits', () => {
  assert.equal(document.documentElement.lang, 'hi');
  assert.equal(say('Call with {name}', { name: 'Asha {n} Rao' }), 'Asha {n} Rao के साथ कॉल');
  assert.deepEqual([0, 1, 2, 125_000].map((n) => many('One case waits', '{n} cases wait', n)), ['0 मामला', '1 मामला', '2 मामले', '1,25,000 मामले']);
  assert.equal(say('Nobody has translated this'), 'Nobody has translated this');
  assert.equal(many('One dog', '{n} dogs', 2), '2 dogs');
  assert.deepEqual(say('Call with {name}', { name: { type: 'b' } }), ['', { type: 'b' }, ' के साथ कॉल']);
});

test('what the server says', () => {
  assert.equal(spoken(phrase('Desk')), 'डेस्क');
  assert.equal(spoken('The result is uncertain. Similarity 0.271, a match from 0.290.'), 'अनिश्चित। समानता 0.271, मिलान 0.290 से।');
  assert.equal(spoken('The result is uncertain. Right.'), 'अनिश्चित। सही।');
  assert.equal(spoken('Our own reason (a) [b].'), 'Our own reason (a) [b].');
});

test('a language is kept; one that cannot be fetched changes nothing', async () => {
  await speak('en');
  assert.deepEqual([kept.get('language'), language.value, say('Desk'), many('One case waits', '{n} cases wait', 1), spoken('Right.')], ['en', 'en', 'Desk', 'One case waits', 'Right.']);
  await offer({ hi: () => Promise.reject(new Error('no network')) });
  await speak('hi');
  assert.equal(language.value, 'en');
});
