import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../../src/session/door.js';
import { parseLink } from '../../src/session/link.js';
import { newest } from '../../src/session/newest.js';
import { Offers } from '../../src/session/offers.js';
import { renewalDelay } from '../../src/session/renewal.js';
import { view } from './view.js';

test('a link is base, session and code', () => {
  assert.deepEqual(parseLink('https://kyc.example/v/vs_01ABC#c0-De_'), { base: 'https://kyc.example', session: 'vs_01ABC', code: 'c0-De_' });
  assert.deepEqual(parseLink('https://bank.example/kyc/v/vs_1/?lang=hi#c'), { base: 'https://bank.example/kyc', session: 'vs_1', code: 'c' });
  assert.equal(parseLink('https://kyc.example/v/vs_1')?.code, '');
});

test('what is no link is refused, and a code is never markup', () => {
  for (const bad of ['', 'nonsense', 'javascript:alert(1)//v/vs_1#c', 'https://kyc.example/', 'https://kyc.example/v/', 'https://kyc.example/v/x_1#c', 'ftp://x/v/vs_1#c']) {
    assert.equal(parseLink(bad), null, bad);
  }
  assert.equal(parseLink('https://kyc.example/v/vs_1#<b>')?.code, '');
  assert.equal(parseLink('https://kyc.example/v/vs_1#%')?.code, '');
});

test('of two views the higher version counts', () => {
  const a = view({ version: 3 }), b = view({ version: 4 }), place = view({ version: 4, queue: { place: 2 } });
  assert.equal(newest(null, a), a);
  assert.equal(newest(a, b), b);
  assert.equal(newest(b, a), b);
  assert.equal(newest(b, place), place, 'on a tie the one that came: places in the queue have no version');
  const other = view({ id: 'vs_other', version: 1 });
  assert.equal(newest(b, other), other, 'another session has versions of its own');
});

test('a token is renewed after two thirds of its life', () => {
  assert.equal(renewalDelay(0, new Date(1800_000).toISOString()), 1200_000);
  assert.equal(renewalDelay(0, new Date(1000).toISOString()), 5_000, 'never in a tight loop');
  assert.equal(renewalDelay(2_000, new Date(1000).toISOString()), 5_000);
  assert.equal(renewalDelay(0, 'nonsense'), 300_000);
});

test('a refusal becomes its code, and a proxy’s reply a code by its status', () => {
  assert.equal(problem(409, { code: 'link_used' }, null).code, 'link_used');
  assert.equal(problem(401, null, null).code, 'token_invalid');
  assert.equal(problem(502, null, null).code, 'server_error');
  assert.equal(problem(409, { code: 'of_the_future' }, null).code, 'wrong_state');
  assert.equal(problem(429, { code: 'rate_limited' }, '7').retryAfter, 7);
});

test('who waits is offered times, who does not is not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  (globalThis as { window?: unknown }).window ??= globalThis;
  let asked = 0;
  const told: number[] = [];
  const o = new Offers({ slots: async () => ({ offered: true, data: asked++ ? [] : [{ starts_at: '2026-12-01T05:00:00Z' }] }) }, (s) => told.push(s.length));
  const settled = () => new Promise((r) => setImmediate(r));
  o.follow(view({ status: 'joined' }));
  t.mock.timers.tick(60_000);
  assert.equal(asked, 0);
  o.follow(view({ status: 'waiting' }));
  t.mock.timers.tick(14_999);
  assert.equal(asked, 0, 'an officer may come at once');
  t.mock.timers.tick(1);
  await settled();
  t.mock.timers.tick(30_000);
  await settled();
  assert.deepEqual(told, [1, 0]);
  o.follow(view({ status: 'scheduled' }));
  t.mock.timers.tick(300_000);
  await settled();
  assert.equal(asked, 2);
  o.follow(view({ status: 'interrupted', sub_status: 'customer_lost' }));
  t.mock.timers.tick(60_000);
  o.follow(view({ status: 'interrupted', sub_status: 'agent_lost' }));
  t.mock.timers.tick(20_999);
  assert.equal(asked, 2, 'the officer has a moment');
  t.mock.timers.tick(1);
  await settled();
  assert.equal(asked, 3);
  o.end();
});
