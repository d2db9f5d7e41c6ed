// The check of a device: what it finds, and what the page makes of it.

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { launch, visit } from './chromium.mjs';

let browser, blind;
before(async () => { [browser, blind] = await Promise.all([launch(), launch(false)]); });
after(() => Promise.all([browser.close(), blind.close()]));

/** The result as a program gets it, on somebody else's page. */
async function diagnose(s, options = {}) {
  await s.page.goto(s.server.base + '/host/frame.html');
  await s.page.addScriptTag({ type: 'module', url: s.server.base + '/sdk/basekyc.js' });
  await s.page.waitForFunction(() => window.BaseKYC);
  return s.page.evaluate(async (o) => {
    const told = [];
    const d = await window.BaseKYC.diagnose({ ...o, onPart: (p) => told.push(p) });
    return { ...d, told };
  }, options);
}

test('a device that is fit: measured, not guessed, and its camera given back', async () => {
  const s = await visit(browser);
  s.server.ahead = 7_000;
  await s.page.addInitScript(() => {
    window.tracks = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (c) => { const got = await ask(c); window.tracks.push(...got.getTracks()); return got; };
  });
  const d = await diagnose(s);
  assert.deepEqual([d.verdict, d.browser.state, d.camera.state, d.microphone.state, d.server.state, d.signalling.state, d.clock.state], Array(7).fill('ok'));
  assert.equal(d.camera.error, null);
  assert.ok(d.camera.width > 0 && d.camera.brightness > 20 && d.camera.cameras === 1);
  assert.ok(d.server.round_trip_ms >= 0 && d.signalling.opened_ms >= 0 && d.signalling.round_trip_ms >= 0);
  assert.ok(Math.abs(d.clock.offset_ms - 7_000) <= d.clock.uncertainty_ms + 5, `offset ${d.clock.offset_ms}, to ${d.clock.uncertainty_ms}`);
  assert.deepEqual(d.network, { state: 'unavailable', udp: { state: 'unavailable', ms: null }, tcp: { state: 'unavailable', ms: null }, tls: { state: 'unavailable', ms: null }, kind: d.network.kind });
  assert.ok(d.browser.codecs.includes('VP8'));
  assert.deepEqual([...new Set(d.told)].sort(), ['browser', 'camera', 'clock', 'microphone', 'network', 'server', 'signalling']);
  assert.deepEqual(await s.page.evaluate(() => window.tracks.map((t) => t.readyState)), ['ended', 'ended']);
  assert.ok(!s.server.log.length || !s.server.log.includes('hello'), 'no session was touched');
  await s.close();
});

test('without media nothing is asked of the person', async () => {
  const s = await visit(blind);
  const d = await diagnose(s, { media: false });
  assert.deepEqual([d.camera.state, d.microphone.state, d.verdict], ['unavailable', 'unavailable', 'ok']);
  await s.close();
});

test('a relay that does not answer is a closed way, and a wrong clock a warning', async () => {
  const s = await visit(browser);
  const deaf = createSocket('udp4').bind(0, '127.0.0.1');
  await once(deaf, 'listening');
  s.server.relays = [{ urls: [`turn:127.0.0.1:${deaf.address().port}?transport=udp`], username: 'u', credential: 'c' }];
  s.server.ahead = -600_000;
  const d = await diagnose(s, { media: false });
  assert.deepEqual([d.network.udp.state, d.network.tcp.state, d.network.state, d.clock.state, d.verdict], ['failed', 'unavailable', 'failed', 'warning', 'failed']);
  deaf.close();
  await s.close();
});

test('a server that cannot be reached fails, and says nothing of clock and ways', async () => {
  const s = await visit(browser);
  const d = await diagnose(s, { baseUrl: 'http://localhost:9', media: false });
  assert.deepEqual([d.server.state, d.signalling.state, d.clock.state, d.network.state, d.verdict], ['failed', 'failed', 'unavailable', 'unavailable', 'failed']);
  assert.deepEqual([d.server.round_trip_ms, d.signalling.opened_ms, d.clock.offset_ms], [null, null, null]);
  await s.close();
});

test('ended early, what was not looked at is unavailable', async () => {
  const s = await visit(browser);
  await s.page.goto(s.server.base + '/host/frame.html');
  await s.page.addScriptTag({ type: 'module', url: s.server.base + '/sdk/basekyc.js' });
  await s.page.waitForFunction(() => window.BaseKYC);
  const d = await s.page.evaluate(() => {
    const end = new AbortController();
    end.abort();
    return window.BaseKYC.diagnose({ signal: end.signal });
  });
  assert.deepEqual([d.camera.state, d.server.state, d.signalling.state, d.network.state], Array(4).fill('unavailable'));
  await s.close();
});

test('the page: checked, said in words, copied, in Hindi too', async () => {
  const s = await visit(browser, { context: { permissions: ['clipboard-read', 'clipboard-write', 'camera', 'microphone'] } });
  await s.page.goto(s.server.base + '/diagnose');
  await s.press('Start the check');
  await s.page.getByText('Everything that was checked works').waitFor();
  assert.equal(await s.page.locator('[data-part="camera"]').getAttribute('data-state'), 'ok');
  await s.page.getByText('This server does not say which ways lead to it').waitFor();
  await s.press('Copy the result');
  await s.page.getByRole('button', { name: 'Copied' }).waitFor();
  const text = await s.page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /^BASEKYC device check, .*: ok\nbrowser ok: chrome\n/);
  const d = JSON.parse(text.split('\n\n')[1]);
  assert.equal(d.verdict, 'ok');
  assert.equal(d.network.udp.ms, null);
  await s.press('हिन्दी');
  await s.page.getByRole('heading', { name: 'अपना उपकरण और कनेक्शन जाँचें' }).waitFor();
  assert.equal(await s.page.evaluate(() => document.documentElement.lang), 'hi');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('the page: a denied camera shows the way back for this browser', async () => {
  const s = await visit(blind);
  await s.ctx.grantPermissions([]);
  await s.page.goto(s.server.base + '/diagnose?lang=en');
  await s.press('Start the check');
  await s.page.getByText('A call will not work here yet').waitFor();
  await s.page.locator('[data-part="camera"]', { hasText: 'Click the icon to the left of the web address' }).waitFor();
  await s.close();
});
