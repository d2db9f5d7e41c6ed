import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './logic.mjs';

const { Lines } = await load('../member/state/sse.ts');
const read = (...parts) => {
  const told = [];
  const lines = new Lines((d) => told.push(d));
  for (const p of parts) lines.push(p);
  return told;
};

test('events come whole, however the stream is cut', () => {
  const text = ': here\n\nid: evt_1\nevent: session.created\ndata: {"a":1}\n\ndata: two\r\ndata: lines\r\n\r\n';
  const whole = ['{"a":1}', 'two\nlines'];
  assert.deepEqual(read(text), whole);
  for (let cut = 1; cut < text.length; cut++) assert.deepEqual(read(text.slice(0, cut), text.slice(cut)), whole, `cut at ${cut}`);
});

test('heartbeats and unfinished events tell nothing', () => {
  assert.deepEqual(read(': beat\n\n', ': beat\n\n', 'data: unfinished\n'), []);
});

test('the place where a stream begins is told, also without data', () => {
  const seen = [];
  const lines = new Lines(() => undefined, (id) => seen.push(id));
  lines.push('retry: 2000\nid: evt_0\n\n');
  lines.push('id: evt_1\ndata: {}\n\n');
  assert.deepEqual(seen, ['evt_0', 'evt_1']);
});
