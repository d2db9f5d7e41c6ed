// From the link to the thanks against the real server, by the clicks of a
// customer; the bank hears that the person was approved.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
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

// A phone may trust no certificate but the one that it is told of: so a page is secure, and has a camera, only if all of it comes by HTTPS.
test('a customer reaches the call at a demo that signed its own certificate', { skip: await unable() }, async (t) => {
  const port = await free();
  const trust = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the bank's backend is not what is tested
  let demo, browser;
  try {
    demo = await Demo.start({ args: ['--tls', '--listen', `127.0.0.1:${port}`, '--media-port', '0'] });
    browser = await launch(true, '', 1, ['--ignore-certificate-errors-spki-list=' + await fingerprint(port)]);
    const session = await demo.invite();
    assert.ok(session.url.startsWith(`https://127.0.0.1:${port}/`), session.url);
    const c = await Customer.at(browser, { context: process.env.BROWSER === 'firefox' ? { ignoreHTTPSErrors: true } : {} }); // which takes no fingerprint
    await c.toCall(session.url);
    assert.ok(await c.page.evaluate(() => isSecureContext && location.protocol === 'https:'));
    const { call, picture } = await c.times();
    t.diagnostic(`call screen to first picture over TLS: ${Math.round(picture[0] - call[0])} ms`);
    assert.deepEqual(c.faults, []);
    await c.leave();
  } finally {
    await browser?.close();
    await demo?.stop();
    if (trust === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = trust;
  }
});

async function free() {
  const s = createServer().listen(0, '127.0.0.1');
  await once(s, 'listening');
  const { port } = s.address();
  s.close();
  await once(s, 'close');
  return port;
}

/** What Chromium calls a certificate by: SHA-256 of its public key. */
async function fingerprint(port) {
  const s = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(s, 'secureConnect');
  const key = s.getPeerX509Certificate().publicKey.export({ type: 'spki', format: 'der' });
  s.destroy();
  return createHash('sha256').update(key).digest('base64');
}
