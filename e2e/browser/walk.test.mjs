// From the link to the thanks against the real server, by the clicks of a
// customer; the bank hears that the person was approved.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from '../../sdk/web/test/browser/chromium.mjs';
import { Customer } from './customer.mjs';
import { Demo, unable } from './demo.mjs';

describe('a customer with a camera', { skip: await unable() }, () => {
  let demo, browser;
  before(async () => {
    demo = await Demo.start();
    browser = await launch(true, await demo.camera());
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  for (const size of [[390, 844], [1280, 800]]) {
    test(`is verified on a page of ${size.join(' by ')}`, async (t) => {
      const result = await walk(t, size);
      assert.equal(result.outcome, 'approved', JSON.stringify(result, null, 1));
      const face = result.documents[0].checks.find((x) => x.id === 'face_size');
      assert.ok(parseInt(face.detail) < 150, 'the still shows the card, not the person: ' + face.detail);
      for (const x of result.liveness.challenges) t.diagnostic(`${x.kind}: ${x.passed ? x.reaction_ms + ' ms' : x.reason}`);
    });
  }

  async function walk(t, size) {
    const session = await demo.invite();
    const c = await Customer.at(browser, { size });
    await c.toCall(session.url);
    assert.equal(new URL(c.page.url()).hash, '', 'the code has left the address bar');
    const { call, picture } = await c.times();
    t.diagnostic(`call screen to first picture: ${Math.round(picture[0] - call[0])} ms`);
    await c.panel('liveness');
    await c.page.locator('.circle.timed').waitFor();
    await c.shot('7-liveness');
    await c.photograph();
    await c.screen('end');
    await c.reads('Thank you, Asha Rao');
    await c.shot('10-thanks');
    await demo.event(session.id, 'session.completed', 'session.rejected');
    const result = await demo.ask('GET', `/v1/sessions/${session.id}/result`);
    assert.deepEqual(c.faults, []);
    await c.leave();
    return result;
  }
});
