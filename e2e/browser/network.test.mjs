// A call over bad networks, made for real in a network namespace: the short
// form of `make resilience`.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { Call } from '../network/call.mjs';
import { unable as noNetwork } from '../network/lane.mjs';
import { unable } from './demo.mjs';

describe('a call over a bad network', { skip: (await unable()) || (await noNetwork()) }, () => {
  let call;
  before(async () => { call = await Call.prepare(); });
  after(() => call?.close());

  test('survives a loss of 5 %, comes back after a cut of 5 s, and moves to another address', async (t) => {
    await call.meet();
    await call.measured();
    await call.lane.lose(0.05);
    await pass(5000); // the length of the trouble, not a wait for an effect
    const m = await call.measured();
    t.diagnostic(`loss 5 %: ${m.down.frames} and ${m.up.frames} frames in 5 s, sound concealed ${(100 * m.down.concealment).toFixed(1)} %`);
    assert.ok(m.down.frames > 0 && m.up.frames > 0, 'the picture stopped');
    assert.ok(m.down.again > 0, 'the server did not send lost packets again');
    await call.lane.heal();

    await call.lane.cut();
    await pass(5000);
    await call.lane.heal();
    const back = await call.resumed(Date.now());
    t.diagnostic(`after the cut: customer ${back.down} ms, officer ${back.up} ms`);

    const peers = () => call.customer.page.evaluate(() => window.gauge.peers.length);
    const before = await peers();
    await call.lane.move();
    await call.customer.page.waitForFunction((n) => window.gauge.peers.length > n && window.gauge.peers.at(-1).connectionState === 'connected', before);
    await call.resumed(Date.now());
    await call.demo.event(call.session.id, 'session.started');
    await call.part();
  });

  for (const [change, make] of [['cut for 5 s', async (lane) => { await lane.cut(); }], ['moved to another address', (lane) => lane.move()]]) {
    test(`the first screen comes although the network is ${change} under the first request`, async (t) => {
      const c = await call.arrive(make);
      if (change.startsWith('cut')) {
        await pass(5000);
        await call.lane.heal();
      }
      const since = Date.now();
      await c.screen('welcome');
      t.diagnostic(`${Date.now() - since} ms after the network was there again`);
      await c.leave();
    });
  }

  test('meets over TCP where UDP is blocked', async (t) => {
    await call.lane.blockUDP();
    await call.meet();
    const way = await call.way();
    t.diagnostic('over ' + way);
    assert.match(way, /^(tcp|relay over (tcp|tls))$/);
    await call.lane.heal();
    await call.part();
  });

  test('meets over the HTTPS port where nothing else is open', async () => {
    await call.lane.only(call.port);
    await call.meet();
    assert.equal(await call.way(), 'relay over tls');
    await call.lane.heal();
    await call.part();
  });
});
