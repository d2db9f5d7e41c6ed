// Links that do not work and cameras that are not there: each has a way on.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './chromium.mjs';

let browser, blind;
before(async () => { [browser, blind] = await Promise.all([launch(), launch(false)]); });
after(() => Promise.all([browser.close(), blind.close()]));

const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36';

async function toDevices(s) {
  await s.open();
  await s.press('Start');
  await s.press('I agree');
  await s.screen('devices');
}

test('a denied permission shows the way back for this browser, and goes on by itself once allowed', async () => {
  const s = await visit(blind, { context: { userAgent: android, hasTouch: true, isMobile: true } });
  await s.ctx.grantPermissions([]);
  await toDevices(s);
  await s.press('Turn on camera');
  await s.page.getByRole('heading', { name: 'Permission is needed' }).waitFor();
  await s.page.getByText('Tap Permissions and allow Camera and Microphone').waitFor();
  await s.press('Try again');
  await s.page.getByRole('heading', { name: 'Permission is needed' }).waitFor();
  await s.ctx.grantPermissions(['camera', 'microphone']);
  await s.page.getByRole('button', { name: 'Join the call' }).waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a permission that is given while a denial is on its way is not missed', async () => {
  const s = await visit(blind);
  await s.ctx.grantPermissions([]);
  await s.page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const held = new Promise((go) => { window.letGo = go; });
    navigator.mediaDevices.getUserMedia = (c) => real(c).catch((e) => { window.denied = true; return held.then(() => { throw e; }); });
  });
  await toDevices(s);
  await s.press('Turn on camera');
  await s.page.waitForFunction(() => window.denied);
  await s.ctx.grantPermissions(['camera', 'microphone']);
  await s.page.waitForFunction(async () => (await navigator.permissions.query({ name: 'camera' })).state === 'granted');
  await s.page.evaluate(() => window.letGo());
  await s.page.getByRole('button', { name: 'Join the call' }).waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

for (const [name, title] of [['NotFoundError', 'No camera found'], ['NotReadableError', 'The camera is in use'], ['TypeError', 'This browser cannot make video calls']]) {
  test(`${name}: ${title}`, async () => {
    const s = await visit(browser);
    await s.page.addInitScript((n) => { navigator.mediaDevices.getUserMedia = async () => { throw n === 'TypeError' ? new TypeError('x') : new DOMException('x', n); }; }, name);
    await toDevices(s);
    await s.press('Turn on camera');
    await s.page.getByRole('heading', { name: title }).waitFor();
    await s.page.getByRole('button', { name: 'Try again' }).waitFor();
    await s.close();
  });
}

for (const [status, code, title] of [
  [409, 'link_used', 'This link was already used'], [401, 'link_invalid', 'This link does not work'], [403, 'wrong_device', 'Please continue on your first device'],
  [409, 'session_ended', 'This verification has ended'], [401, 'token_expired', 'This page was open for too long'], [502, '', 'Something went wrong'],
]) {
  test(`${status} ${code}: ${title}`, async () => {
    const s = await visit(browser);
    s.server.refuse.exchange = [status, code];
    await s.open();
    await s.page.getByRole('heading', { name: title }).waitFor();
    delete s.server.refuse.exchange;
    await s.press('Try again');
    await s.screen('welcome');
    await s.close();
  });
}

test('a second device is told that the link was used', async () => {
  const s = await visit(browser);
  await s.open();
  await s.screen('welcome');
  const other = await browser.newContext();
  const page = await other.newPage();
  await page.goto(s.server.link);
  await page.getByRole('heading', { name: 'This link was already used' }).waitFor();
  await other.close();
  await s.close();
});

test('without the code, and without this tab’s memory, the link does not work', async () => {
  const s = await visit(browser);
  await s.page.goto(s.server.link.split('#')[0]);
  await s.page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  assert.ok(!s.server.requests.includes('POST /customer/exchange'), 'nothing was asked of the server');
  await s.close();
});


test('a consent that does not load or does not arrive keeps the screen and its button', async () => {
  const s = await visit(browser);
  s.server.refuse.consent = [503, ''];
  await s.open();
  await s.press('Start');
  await s.page.getByText('Something went wrong on our side').waitFor();
  delete s.server.refuse.consent;
  await s.press('Try again');
  await s.page.getByText('The call is recorded').waitFor();
  s.server.refuse.consent = [429, 'rate_limited'];
  await s.press('I agree');
  await s.page.getByText('Too many tries').waitFor();
  delete s.server.refuse.consent;
  await s.press('I agree');
  await s.screen('devices');
  await s.close();
});

test('where a rule asks for it the position is told, once; a refusal is told too and keeps nobody away', async () => {
  for (const allowed of [true, false]) {
    const s = await visit(browser, { wanted: { asks_position: true },
      context: { timezoneId: 'Asia/Kolkata', geolocation: { latitude: 18.93, longitude: 72.83, accuracy: 25 }, permissions: allowed ? ['camera', 'microphone', 'geolocation'] : [] } });
    await toDevices(s);
    await s.page.getByText('the law wants to know that you are in India').waitFor();
    const told = s.server.next('position');
    await s.press('Turn on camera');
    const { position } = await told;
    assert.match(position.clock, /^Asia\/(Kolkata|Calcutta)$/);
    assert.deepEqual({ ...position, clock: '' }, allowed ? { latitude: 18.93, longitude: 72.83, accuracy: 25, clock: '' } : { refused: 'denied', clock: '' });
    await s.press('Join the call');
    await s.screen('waiting');
    assert.equal(s.server.log.filter((m) => m === 'position').length, 1);
    assert.deepEqual(s.faults, []);
    await s.close();
  }
});
