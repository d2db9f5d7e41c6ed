// The SDK in somebody else's page: options, events, bridges, destroy, keyboard.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
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
  s.server.set({ account: { ...s.server.view.account, look: { surface: '#fff4e0', dark_surface: '#102030', radius: '3px', mode: 'light' } } });
  await embed(s, '?accent=%230a6444&radius=9px&text=%23eeeeee');
  assert.equal(await accent(), '#0a6444');
  const look = () => s.page.evaluate(() => {
    const root = document.querySelector('#box > div').shadowRoot;
    const paper = getComputedStyle(root.querySelector('.number')), button = getComputedStyle(root.querySelector('.button.main'));
    return [paper.backgroundColor, getComputedStyle(root.querySelector('h1')).color, button.borderRadius, root.host.dataset.theme];
  });
  const [surface, words, corner, mode] = await look();
  assert.deepEqual([surface, corner, mode], ['rgb(255, 244, 224)', '9px', 'light']);
  assert.match(words, /^rgb\(\d\d, /, 'pale words on a pale surface are darkened');
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

test('an app says back, foreground and leave, and hears what that means', async () => {
  const s = await visit(browser);
  await embed(s);
  const say = (type) => s.page.evaluate((type) => window.postMessage({ target: 'basekyc', v: 1, type }, location.origin), type);
  const heard = (json) => s.page.waitForFunction((json) => window.said.some((m) => m.includes(json)), json);
  await say('back');
  await heard('"type":"back"');
  assert.deepEqual(await s.page.evaluate(() => window.events.filter((e) => e.type === 'back').map((e) => e.data)), [{ leave: 'now' }]);
  await s.press('Begin now');
  await s.press('I agree');
  await s.press('Turn on camera');
  await s.press('Join the call');
  await s.screen('waiting');
  await say('back');
  await heard('"leave":"ask"');
  await s.page.evaluate(() => window.tracks.forEach((t) => t.stop())); // the phone took them; a stop is no event
  await say('foreground');
  await s.page.waitForFunction(() => window.tracks.length === 4 && window.tracks.slice(2).every((t) => t.readyState === 'live'));
  const left = s.server.next('leave');
  await say('leave');
  await left;
  await heard('"type":"destroyed"');
  assert.ok((await s.page.evaluate(() => window.said.map((m) => JSON.parse(m)))).every((m) => m.source === 'basekyc' && m.v === 1));
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

// The page of docs/embedding.md around a frame, at an origin of its own.
async function frame(s, change = (html) => html) {
  const guide = await readFile(new URL('../../../../docs/embedding.md', import.meta.url), 'utf8');
  const html = change(/## An iframe[^]*?```html\n([^]*?)```/.exec(guide)[1].replace('THE URL OF THE SESSION', s.server.link));
  const shop = createServer((_, r) => r.setHeader('Content-Type', 'text/html').end('<!doctype html>' + html)).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  s.page.once('close', () => shop.close(shop.closeAllConnections()));
  await s.page.addInitScript(() => window === top && (window.heard = [], addEventListener('message', (m) => window.heard.push({ ...m.data, origin: m.origin }))));
  await s.page.goto('http://127.0.0.1:' + shop.address().port);
  const inside = s.page.frameLocator('#kyc');
  return { inside, press: (name) => inside.getByRole('button', { name, exact: true }).click(), screen: (name) => inside.locator(`.shell[data-screen="${name}"]`).waitFor(),
    heard: (type) => s.page.waitForFunction((type) => window.heard.find((m) => m.type === type), type).then((h) => h.jsonValue()) };
}

test('the guide’s frame at another origin: camera, events, and only the parent’s words', async () => {
  const s = await visit(browser);
  const f = await frame(s);
  assert.equal((await f.heard('opened')).origin, s.server.base);
  await f.press('Start');
  await f.press('I agree');
  await f.press('Turn on camera');
  assert.deepEqual((await f.heard('permission')).data, { granted: true });
  // A frame beside it, at the verification's own origin, is no parent.
  await s.page.evaluate((base) => document.body.append(Object.assign(document.createElement('iframe'), { id: 'other', src: base + '/host/frame.html' })), s.server.base);
  const other = await (await s.page.waitForSelector('#other')).contentFrame();
  await other.evaluate(() => parent.frames[0].postMessage({ target: 'basekyc', v: 1, type: 'leave' }, '*'));
  const left = s.server.next('leave');
  await s.page.evaluate(() => tell('back')); // after it: what was wrong would have come first
  await f.heard('back');
  assert.ok(!(await s.page.evaluate(() => window.heard.some((m) => m.type === 'destroyed' && m.at < window.heard.find((b) => b.type === 'back').at))));
  await left; // the snippet leaves at once, nothing being lost
  await s.page.waitForFunction(() => !document.querySelector('#kyc'));
  await s.close();
});

test('a frame without allow is denied its camera, and tells it', async () => {
  const s = await visit(browser);
  const f = await frame(s, (html) => html.replace(/allow="[^"]*"/, ''));
  await f.press('Start');
  await f.press('I agree');
  await f.press('Turn on camera');
  assert.deepEqual((await f.heard('permission')).data, { granted: false });
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
