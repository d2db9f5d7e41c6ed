// What is lost comes back: socket, peer, page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, officer, playing, toCall, toWaiting, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('a lost socket: says that nothing is lost, then the call goes on with a new peer', async () => {
  const s = await visit(browser);
  await toCall(s);
  s.server.instruct('challenge', { challenge: 'look_down' });
  await s.panel('liveness');
  const offers = s.server.log.filter((t) => t === 'offer').length;
  const connected = s.server.next('connected');
  let admit;
  s.server.welcome = new Promise((r) => { admit = r; });
  s.server.cut();
  await s.panel('reconnecting');
  await s.page.getByText('Nothing is lost').first().waitFor();
  admit();
  await connected;
  await s.panel('liveness');
  await s.page.waitForFunction(playing);
  assert.equal(s.server.log.filter((t) => t === 'offer').length, offers + 1);
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a restarting server and a slow line are come back to; the queue is joined again', async () => {
  const s = await visit(browser);
  await toWaiting(s);
  for (const code of [1012, 1013]) {
    s.server.view = { ...s.server.view, status: 'joined', queue: null, version: s.server.view.version + 1 };
    const queued = s.server.next('ready');
    s.server.cut(code);
    await queued;
    await s.page.locator('.place', { hasText: '2' }).waitFor();
  }
  await s.close();
});

test('a failed peer is replaced together with its socket', async () => {
  const s = await visit(browser);
  await toCall(s);
  const closed = s.server.next('closed'), again = s.server.next('offer');
  await s.desk.close(); // no farewell reaches the customer: ICE consent runs out
  s.page.setDefaultTimeout(60_000);
  await closed;
  await again;
  const connected = s.server.next('connected');
  await officer(s);
  s.server.cut();
  await connected;
  await s.page.waitForFunction(playing);
  await s.close();
});

test('a refused token is renewed once; a connection replaced elsewhere does not fight', async () => {
  const s = await visit(browser);
  await toWaiting(s);
  const renewed = s.server.next('POST refresh'), hello = s.server.next('hello');
  s.server.cut(4401);
  await renewed;
  await hello;
  await s.page.locator('.place', { hasText: '2' }).waitFor();
  s.server.cut(4409);
  await s.screen('problem');
  await s.page.getByText('Open in another window').waitFor();
  const hellos = s.server.log.filter((t) => t === 'hello').length;
  const back = s.server.next('hello');
  await s.press('Continue here');
  await back;
  await s.screen('waiting');
  assert.equal(s.server.log.filter((t) => t === 'hello').length, hellos + 1, 'only the button came back');
  await s.close();
});

test('a session that ended while the line was away shows its end', async () => {
  const s = await visit(browser);
  await toWaiting(s);
  s.server.view = { ...s.server.view, status: 'canceled', version: s.server.view.version + 1 };
  s.server.cut(4410);
  await s.screen('end');
  await s.page.getByText('This verification was canceled').waitFor();
  await s.close();
});

for (const [where, go] of [
  ['consent', async (s) => { await s.open(); await s.press('Start'); await s.screen('consent'); }],
  ['waiting', toWaiting],
]) {
  test('a refresh on ' + where + ' needs no code', async () => {
    const s = await visit(browser);
    await go(s);
    assert.equal(new URL(s.page.url()).hash, '');
    await s.page.reload();
    await s.screen(where);
    assert.equal(s.server.requests.filter((r) => r === 'POST /customer/exchange').length, 1);
    if (where === 'waiting') { // and time runs out
      s.server.set({ status: 'expired', queue: null });
      await s.page.getByText('This link has expired').waitFor();
    }
    await s.close();
  });
}

test('a refresh in the middle of the call comes back into the same instruction; whose officer is lost goes on elsewhere', async () => {
  const s = await visit(browser);
  await toCall(s);
  s.server.done('liveness');
  const before = s.server.view.steps;
  s.server.instruct('challenge', { challenge: 'turn_left' });
  await s.panel('liveness');
  await s.page.reload();
  await s.page.getByText('Turn left', { exact: true }).waitFor();
  s.server.instruct('document', { document: 'pan', side: 'back' });
  await s.panel('document');
  const connected = s.server.next('connected');
  await s.page.reload();
  await connected;
  await s.panel('document');
  await s.page.getByText('Show the back of your PAN card').first().waitFor();
  await s.page.waitForFunction(playing);

  // The officer is lost and does not come back.
  const alone = async () => {
    s.server.set({ status: 'interrupted', sub_status: 'agent_lost', instruction: null, grace_ends_at: new Date(Date.now() + 100_000).toISOString() });
    s.server.tell({ type: 'peer', present: false, media: false });
    await s.page.getByText('The officer is reconnecting').first().waitFor();
    await s.page.clock.fastForward(21_000);
    await s.page.getByText('Choose a time for the call instead').first().waitFor();
  };
  s.server.slots = ['2026-12-01T05:00:00Z', '2026-12-01T05:15:00Z', '2026-12-01T05:30:00Z', '2026-12-01T05:45:00Z', '2026-12-01T06:00:00Z', '2026-12-01T06:15:00Z', '2026-12-01T06:30:00Z'];
  await s.page.clock.install();
  await alone();
  await s.press('Wait for another officer');
  await s.screen('waiting');
  const again = s.server.next('connected');
  s.server.accept();
  await s.panel('caption');
  await again;
  await alone();
  await s.page.locator('.times button').first().click();
  await s.screen('scheduled');
  assert.deepEqual(s.server.view.steps, before, 'what was done stands');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a camera that was unplugged, a phone call took or the background ended is taken again without a new offer', async () => {
  const s = await visit(browser);
  await toCall(s);
  const before = s.server.log.filter((t) => t === 'offer').length;
  const id = await s.page.evaluate(() => {
    const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot;
    const track = root.querySelector('.self-video').srcObject.getVideoTracks()[0];
    track.stop();
    track.dispatchEvent(new Event('ended')); // stop() itself is silent
    return track.id;
  });
  await s.page.waitForFunction((old) => {
    const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot;
    const t = root.querySelector('.self-video').srcObject.getVideoTracks()[0];
    return t && t.id !== old && t.readyState === 'live';
  }, id);
  const seen = await s.desk.evaluate(() => window.received);
  await s.desk.waitForFunction((n) => window.received > n + 5, seen);
  assert.equal(s.server.log.filter((t) => t === 'offer').length, before);

  // A phone call: both tracks are silent and cannot be taken until it is over. Chromium's own never are, so they say it.
  const held = s.server.next('held');
  await s.page.evaluate(() => {
    window.ringing = true;
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.asked = 0;
    navigator.mediaDevices.getUserMedia = (c) => (window.asked++, window.ringing ? Promise.reject(new DOMException('busy', 'NotReadableError')) : ask(c));
    const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot;
    for (const t of root.querySelector('.self-video').srcObject.getTracks()) {
      Object.defineProperty(t, 'muted', { get: () => true });
      t.dispatchEvent(new Event('mute'));
    }
  });
  assert.equal((await held).held, true, 'the officer is told');
  await s.page.getByRole('heading', { name: 'The camera is in use' }).waitFor();
  const free = s.server.next('held');
  await s.page.evaluate(() => {
    window.look = (state) => { Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state }); document.dispatchEvent(new Event('visibilitychange')); };
    window.look('hidden');
    window.ringing = false;
    window.look('visible');
  });
  await s.panel('caption');
  assert.equal((await free).held, false);
  await s.page.waitForFunction(playing);

  // The app goes into the background, where the phone ends the camera: it is taken again in the foreground, not before.
  const asked = await s.page.evaluate(() => {
    window.look('hidden');
    const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot;
    const [t] = root.querySelector('.self-video').srcObject.getVideoTracks();
    t.stop();
    t.dispatchEvent(new Event('ended'));
    const n = window.asked;
    window.look('hidden');
    return [n, window.asked];
  });
  assert.equal(asked[0], asked[1]);
  await s.page.evaluate(() => window.look('visible'));
  await s.page.waitForFunction(() => {
    const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot;
    return root.querySelector('.self-video')?.srcObject?.getVideoTracks()[0]?.readyState === 'live';
  });
  const sent = await s.desk.evaluate(() => window.received);
  await s.desk.waitForFunction((n) => window.received > n + 5, sent);
  assert.equal(s.server.log.filter((t) => t === 'offer').length, before, 'always the same peer');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a thin line is told of, and the picture shrinks to what it carries', async () => {
  const s = await visit(browser);
  await s.page.addInitScript(() => {
    window.rate = 40_000;
    const real = RTCPeerConnection.prototype.getStats;
    RTCPeerConnection.prototype.getStats = async function (...a) {
      const all = [...(await real.apply(this, a)).values()].map((x) => (x.type === 'candidate-pair' && x.nominated ? { ...x, availableOutgoingBitrate: window.rate } : x));
      return new Map(all.map((x) => [x.id, x]));
    };
  });
  await toCall(s);
  await s.page.locator('.line-is[data-is="poor"]').getByText('Connection: weak').waitFor();
  await s.desk.waitForFunction(() => window.size() > 0 && window.size() <= 160, null, { polling: 100 });
  assert.deepEqual(s.faults, []);
  await s.close();
});
