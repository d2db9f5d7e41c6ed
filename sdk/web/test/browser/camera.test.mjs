// Two cameras at the document, a camera that cannot be opened, and too little light.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, toCall, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(true, '', 2); });
after(() => browser.close());

const words = 'It is dark here. Turn towards a light.';
const device = (s) => s.page.locator('.self-video').evaluate((v) => v.srcObject.getVideoTracks()[0]?.getSettings().deviceId ?? '');
const document = { document: 'aadhaar', side: 'front', expires_at: undefined };

/** Waits until the own picture comes from another camera than `before`, or from `wanted`. */
const on = (s, before, wanted = '') => s.page.waitForFunction(([b, w]) => {
  const v = [...window.document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot.querySelector('.self-video');
  const now = v.srcObject?.getVideoTracks()[0]?.getSettings().deviceId;
  return now && v.videoWidth > 0 && (w ? now === w : now !== b);
}, [before, wanted]);

/** Makes every camera request from now on fail if `bad` says so of its constraints. */
const spoil = (s, bad) => s.page.evaluate((source) => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const isBad = new Function('c', 'return ' + source);
  navigator.mediaDevices.getUserMedia = (c) => (isBad(c) ? Promise.reject(new DOMException('x', 'NotReadableError')) : ask(c));
}, bad);

test('the other camera is put on the call, used for the back of the card as well, and left after it', async () => {
  const s = await visit(browser);
  await toCall(s);
  const own = await device(s);
  const sound = await s.page.locator('.self-video').evaluate((v) => v.srcObject.getAudioTracks()[0].id);
  s.server.instruct('document', document);
  await s.panel('document');
  await s.press('Switch camera');
  await on(s, own);
  const other = await device(s);
  assert.equal(await s.page.locator('.self-video').evaluate((v) => v.srcObject.getAudioTracks()[0].id), sound, 'the microphone is left alone');
  await s.press('Switch camera');
  await on(s, other, own);
  await s.press('Switch camera');
  await on(s, own);
  s.server.instruct('hold');
  await on(s, other, own);
  s.server.instruct('document', { ...document, side: 'back' });
  await on(s, own, other);
  s.server.instruct('challenge', { challenge: 'smile' });
  await on(s, other, own);
  const told = s.server.cameras;
  const of = (purpose) => new Set(told.filter((c) => c.purpose === purpose).map((c) => c.device === own));
  assert.deepEqual([...of('face')], [true], 'one camera for the face');
  assert.ok(of('document').has(false), 'the other one for the card');
  assert.ok(told.length >= 7 && told.length <= 14, `each camera that was taken is told of, once: ${told.length}`);
  assert.match(told[0].label, /^fake_device_/);
  assert.deepEqual([told[0].width, told[0].height, told[0].facing, told[0].mobile], [640, 480, '', false]);
  assert.ok(told[0].rate > 0 && told[0].max_width >= 640 && told[0].max_rate >= told[0].rate, JSON.stringify(told[0]));
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a camera that cannot be opened leaves the one that was on, and the call', async () => {
  const s = await visit(browser);
  await toCall(s);
  const own = await device(s);
  s.server.instruct('document', document);
  await s.panel('document');
  await spoil(s, 'c.video?.facingMode === "environment" || !!c.video?.deviceId?.exact');
  await s.press('Switch camera');
  await s.page.getByRole('button', { name: 'Switch camera' }).waitFor({ state: 'hidden' });
  await on(s, 'another', own);
  await s.panel('document');
  await s.press('Take photo');
  await s.page.getByText('Is everything readable?').first().waitFor();
  await s.close();
});

test('what the server says of the last photo is said of a card', async () => {
  const s = await visit(browser);
  await toCall(s);
  for (const [feedback, said] of [['too_far', 'Too far: bring the card closer'], ['blurred', 'Blurred: hold steady'], ['no_face_on_document', 'The photo on the document was not clear']]) {
    s.server.instruct('document', { ...document, attempt: 2, feedback });
    await s.page.locator('[aria-live]', { hasText: said }).waitFor({ state: 'attached' });
  }
  await s.close();
});

test('a lamp is offered where the camera has one', async () => {
  const s = await visit(browser);
  await s.page.addInitScript(() => {
    window.lit = [];
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
    MediaStreamTrack.prototype.applyConstraints = async (c) => { window.lit.push(c.advanced?.[0]?.torch); };
  });
  await toCall(s);
  s.server.instruct('document', document);
  const lamp = s.page.getByRole('button', { name: 'Light' });
  await lamp.click();
  await s.page.locator('.lamp[aria-pressed="true"]').waitFor();
  await lamp.click();
  await s.page.locator('.lamp[aria-pressed="false"]').waitFor();
  assert.deepEqual(await s.page.evaluate(() => window.lit), [true, false]);
  await s.close();
});

test('too little light is said before the call and during the movements, and not of a good picture', async () => {
  const s = await visit(browser);
  await s.page.addInitScript(() => {
    window.night = true;
    const read = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...a) {
      const d = read.apply(this, a);
      if (window.night) for (let i = 0; i < d.data.length; i++) d.data[i] >>= 3;
      return d;
    };
  });
  const night = (is) => s.page.evaluate((n) => { window.night = n; }, is);
  await s.open();
  await s.press('Start');
  await s.press('I agree');
  await s.press('Turn on camera');
  const before = s.page.locator('.note', { hasText: words });
  await before.waitFor();
  await night(false);
  await before.waitFor({ state: 'hidden' });
  await s.press('Join the call');
  await s.screen('waiting');
  s.server.accept();
  s.server.instruct('look_ahead');
  await s.panel('liveness');
  const during = s.page.locator('.again', { hasText: words });
  assert.ok(await during.isHidden());
  await night(true);
  await during.waitFor();
  s.server.instruct('challenge', { challenge: 'smile', attempt: 2, feedback: 'not_seen' });
  await s.page.locator('.again', { hasText: 'We did not see the movement' }).waitFor(); // what the server saw counts more
  await s.close();
});
