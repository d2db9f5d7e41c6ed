import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Insistence, passing, pause, type Within } from '../../src/session/insistence.js';
import { BaseKYCError } from '../../src/types/errors.js';

const lost = new BaseKYCError('network_error', 'lost');
const never = new AbortController().signal;

test('attempts are short at first and longer from one to the next, and give up in the end', async () => {
  const made: Within[] = [], failed: number[] = [];
  const i: Insistence = new Insistence((n) => {
    failed.push(n);
    queueMicrotask(() => setTimeout(() => i.now())); // no pause in this test
  });
  await assert.rejects(i.run(async (w) => { made.push(w); throw lost; }, never), lost);
  assert.deepEqual(made.map((w) => w.ms), [4_000, 6_000, 9_000, 14_000, 20_000]);
  assert.deepEqual(made.map((w) => w.apart), [false, true, false, true, false], 'never twice over the same connection');
  assert.deepEqual(failed, [1, 2, 3, 4, 5, 0]);
});

test('pauses back off from 0.5 s to 4 s', () => {
  assert.deepEqual([1, 2, 3, 4, 5].map(pause), [500, 1000, 2000, 4000, 4000]);
});

test('what a repetition cannot help is thrown at once', async () => {
  let made = 0;
  const used = new BaseKYCError('link_used', 'used', 409);
  await assert.rejects(new Insistence(() => undefined).run(async () => { made++; throw used; }, never), used);
  assert.equal(made, 1);
  assert.ok(passing(lost));
  assert.ok(passing(new BaseKYCError('server_error', '', 503)));
  assert.ok(!passing(new BaseKYCError('server_error', '', 500)));
  assert.ok(!passing(new BaseKYCError('rate_limited', '', 429)));
  assert.ok(!passing(new Error('of the page itself')));
});

test('a hurry cuts the attempt under way, and does not count as a failure', async () => {
  const limits: number[] = [];
  const i = new Insistence(() => undefined);
  const got = i.run((w) => {
    limits.push(w.ms);
    if (limits.length > 6) return Promise.resolve('there');
    return new Promise<string>((_, no) => {
      w.signal!.addEventListener('abort', () => no(lost));
      queueMicrotask(() => i.now());
    });
  }, never);
  assert.equal(await got, 'there');
  assert.deepEqual(limits, Array(7).fill(4_000));
});

test('nothing is tried after the end', async () => {
  const end = new AbortController();
  let made = 0;
  const i = new Insistence(() => end.abort());
  await assert.rejects(i.run(async () => { made++; throw lost; }, end.signal), lost);
  assert.equal(made, 1);
});
