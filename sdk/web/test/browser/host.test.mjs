// The SDK in somebody else's page: options, events, bridges, destroy, keyboard.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, toCall, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function embed(s, query = '') {
  await s.page.addInitScript(() => {
    window.tracks = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (c) => {
      const stream = await ask(c);
      window.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await s.page.goto(s.server.base + '/host/index.html' + query);
  await s.screen('welcome');
}

test('a token instead of a link, own words, own accent, events and every bridge', async () => {
  const s = await visit(browser);
  await embed(s, '?accent=%23ffcc00');
  assert.ok(await s.page.evaluate(() => window.global), 'the global is the module’s');
  assert.notEqual(await s.page.evaluate(() => document.querySelector('#box > div').style.getPropertyValue('--bk-accent')), '#ffcc00', 'a pale accent is corrected');
  await s.press('Begin now');
  await s.screen('consent');
  const events = await s.page.evaluate(() => window.events.map((e) => e.type));
  assert.deepEqual(events.slice(0, 3), ['screen', 'language', 'opened']);
  const bridged = await s.page.evaluate(() => window.bridged);
  for (const way of ['rn', 'ios', 'android', 'basekyc']) assert.deepEqual(bridged.filter((b) => b.startsWith(way + ' ')).map((b) => b.split(' ')[1]), events, way);
  assert.doesNotMatch(JSON.stringify(await s.page.evaluate(() => window.events)), /Asha/);
  await s.page.reload();
  await s.screen('consent');
  assert.equal(s.server.requests.filter((r) => r === 'POST /customer/exchange').length, 1, 'a refresh keeps its session');
  await s.close();
});

test('the account’s colour and logo, unless the page has its own', async () => {
  const logo_url = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
  const s = await visit(browser, { wanted: { account: { name: 'Demo Bank', color: '#7a1fa2', logo_url } } });
  const accent = () => s.page.evaluate(() => document.querySelector('#box > div').style.getPropertyValue('--bk-accent'));
  await embed(s);
  assert.equal(await accent(), '#7a1fa2');
  assert.equal(await s.page.getByAltText('Demo Bank').getAttribute('src'), logo_url);
  await embed(s, '?accent=%230a7d55');
  assert.equal(await accent(), '#0a7d55');
  await s.close();
});

test('destroy gives back camera, socket and container, once', async () => {
  const s = await visit(browser);
  await embed(s);
  await s.press('Begin now');
  await s.press('I agree');
  await s.press('Turn on camera');
  await s.press('Join the call');
  await s.screen('waiting');
  assert.deepEqual(await s.page.evaluate(() => window.tracks.map((t) => t.readyState)), ['live', 'live']);
  const left = s.server.next('leave'), closed = s.server.next('closed');
  await s.page.evaluate(() => { window.kyc.destroy(); window.kyc.destroy(); });
  await Promise.all([left, closed]);
  assert.deepEqual(await s.page.evaluate(() => window.tracks.map((t) => t.readyState)), ['ended', 'ended']);
  assert.equal(await s.page.evaluate(() => document.querySelector('#box').childElementCount), 0);
  assert.equal(await s.page.evaluate(() => window.events.filter((e) => e.type === 'destroyed').length), 1);
  assert.equal(s.server.customers.size, 0);
  await s.close();
});

test('destroy before the first reply leaves nothing behind', async () => {
  const s = await visit(browser);
  await embed(s);
  await s.page.evaluate(async () => {
    const box = document.querySelector('#box');
    window.kyc.destroy();
    const late = window.BaseKYC.create({ sessionToken: 'embedding-token', publicKey: 'pk_test_1', baseUrl: location.origin, container: box });
    const started = late.start();
    late.destroy();
    await started;
  });
  assert.equal(await s.page.evaluate(() => document.querySelector('#box').childElementCount), 0);
  await s.close();
});

test('wrong options are told to the developer, a secret key above all', async () => {
  const s = await visit(browser);
  await embed(s);
  const codes = await s.page.evaluate(() => [
    { container: '#none', url: location.origin + '/v/vs_1#c' }, { container: '#box' }, { container: '#box', url: 'nonsense' },
    { container: '#box', sessionToken: 't', publicKey: 'sk_test_1', baseUrl: location.origin },
  ].map((o) => { try { window.BaseKYC.create(o); return ''; } catch (e) { return e.code; } }));
  assert.deepEqual(codes, Array(4).fill('invalid_options'));
  await s.close();
});

test('the element is the same verification; its events bubble', async () => {
  const s = await visit(browser);
  await s.page.goto(s.server.base + '/host/index.html');
  await s.screen('welcome');
  const opened = s.page.evaluate(() => new Promise((ok) => {
    window.kyc.destroy();
    document.addEventListener('opened', (e) => ok(e.detail.data.session_id), { once: true });
    const el = document.createElement('base-kyc');
    for (const [k, v] of Object.entries({ 'session-token': 'embedding-token', 'public-key': 'pk_test_1', 'base-url': location.origin, mode: 'dark' })) el.setAttribute(k, v);
    document.querySelector('#box').append(el);
  }));
  assert.equal(await opened, s.server.id);
  await s.page.evaluate(() => document.querySelector('base-kyc').remove());
  await s.close();
});

test('a page in a frame tells its parent, and only the parent’s origin', async () => {
  const s = await visit(browser);
  await s.page.goto(s.server.base + '/host/frame.html');
  await s.page.evaluate((link) => {
    const f = document.createElement('iframe');
    f.allow = 'camera; microphone';
    f.src = link;
    document.body.append(f);
  }, s.server.link);
  await s.page.waitForFunction(() => window.heard.includes('opened'));
  await s.close();
});

test('headings take the focus', async () => {
  const s = await visit(browser);
  const focused = () => s.page.evaluate(() => [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot.activeElement?.textContent);
  await s.open();
  await s.screen('welcome');
  await s.press('Start');
  await s.screen('consent');
  assert.equal(await focused(), 'Before we begin');
  await s.close();
});

test('the own picture moves by keys, mute is a toggle', async () => {
  const s = await visit(browser);
  await toCall(s);
  const tile = s.page.locator('.self');
  await tile.focus();
  await s.page.keyboard.press('ArrowDown');
  await s.page.keyboard.press('ArrowLeft');
  assert.deepEqual(await tile.evaluate((e) => [e.dataset.x, e.dataset.y]), ['left', 'bottom']);
  await s.press('Mute');
  await s.page.getByRole('button', { name: 'Unmute' }).waitFor();
  assert.equal(await s.page.locator('.self-video').evaluate((v) => v.srcObject.getAudioTracks()[0].enabled), false);
  await s.close();
});
