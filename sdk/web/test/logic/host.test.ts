// What fake apps and pages around the verification hear and may say: docs/webview.md.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { bridged, broadcast, contract, parentOf } from '../../src/bridges.js';
import { obey } from '../../src/host.js';
import type { BaseKYCEvent } from '../../src/types/events.js';

const server = 'https://kyc.example', shop = 'https://shop.example';
const event: BaseKYCEvent = { type: 'status', at: 1, data: { session_id: 'vs_1', status: 'waiting', sub_status: '' } };
const told = { source: 'basekyc', v: 1, ...event };

let page: EventTarget & Record<string, unknown>;
let heard: unknown[];

// A page with nothing around it; each test puts its app there.
beforeEach(() => {
  heard = [];
  page = Object.assign(new EventTarget(), {}) as typeof page;
  page['parent'] = page;
  Object.assign(globalThis, { window: page, location: { origin: server }, document: { referrer: '' } });
});

const take = (json: string) => heard.push(JSON.parse(json));

// Each app as its WebView presents it to the page.
const apps: Record<string, () => unknown> = {
  'WKWebView': () => (page['webkit'] = { messageHandlers: { basekyc: { postMessage: take } } }),
  'WKWebView of an app without the handler': () => (page['webkit'] = { messageHandlers: {} }),
  'Android, WebMessageListener': () => (page['BaseKYCAndroid'] = { postMessage: take, onmessage: null }),
  'Android, JavascriptInterface': () => (page['BaseKYCAndroid'] = { onEvent: take }),
  'React Native': () => (page['ReactNativeWebView'] = { postMessage: take }),
  'Flutter': () => (page['flutter_inappwebview'] = { callHandler: (name: string, json: string) => name === 'basekyc' && take(json) }),
};

for (const [name, open] of Object.entries(apps)) {
  test(`${name}: hears the envelope, once, as text`, () => {
    open();
    broadcast(event, '');
    const listens = !name.includes('without');
    assert.equal(bridged(), listens);
    assert.deepEqual(heard, listens ? [told] : []);
  });
}

test('an app that throws disturbs nobody else', () => {
  page['ReactNativeWebView'] = { postMessage: () => { throw new Error('the app'); } };
  page['BaseKYCAndroid'] = { onEvent: take };
  broadcast(event, '');
  assert.deepEqual(heard, [told]);
});

test('a parent hears the object, at its own origin only', () => {
  page['parent'] = { postMessage: (m: unknown, to: string) => heard.push([m, to]) };
  broadcast(event, '');
  assert.deepEqual(heard, [], 'an unknown parent is told nothing');
  broadcast(event, shop);
  assert.deepEqual(heard, [[told, shop]]);
});

test('the parent’s origin is the named one, the browser’s, the referrer’s', () => {
  assert.equal(parentOf(shop), '', 'no frame, no parent');
  page['parent'] = {};
  assert.equal(parentOf(shop), shop);
  assert.equal(parentOf(undefined), '');
  Object.assign(globalThis, { document: { referrer: shop + '/pay?x=1' } });
  assert.equal(parentOf(undefined), shop);
  Object.assign(globalThis, { location: { origin: server, ancestorOrigins: ['https://near.example', shop] } });
  assert.equal(parentOf(undefined), 'https://near.example', 'the nearest one');
  Object.assign(globalThis, { location: { origin: server, ancestorOrigins: ['null'] } });
  assert.equal(parentOf(undefined), '', 'a sandbox has none');
});

/** Lets the page obey; `say` is a message as the browser brings it. */
function obeying(parent: string) {
  const done: string[] = [], end = new AbortController();
  obey(parent, { foreground: () => done.push('foreground'), back: () => done.push('back'), leave: () => done.push('leave') }, end.signal);
  const say = (data: unknown, source: unknown, origin: string) => page.dispatchEvent(Object.assign(new Event('message'), { data, source, origin }));
  return { done, end, say };
}

const command = (type: string, v: unknown = contract) => ({ target: 'basekyc', v, type });

test('an app’s words are obeyed when they come from the page itself', () => {
  const { done, end, say } = obeying('');
  say(command('back'), page, server);
  assert.deepEqual(done, [], 'no app is around');
  apps['WKWebView']!();
  for (const c of ['foreground', 'back', 'leave']) say(command(c), page, server);
  assert.deepEqual(done.splice(0), ['foreground', 'back', 'leave']);
  say(command('back'), {}, server); // a frame inside the page
  say(command('back'), page, shop);
  for (const odd of [null, 'back', { type: 'back' }, command('back', 2), command('explode'), { ...command('back'), target: 'other' }]) say(odd, page, server);
  assert.deepEqual(done, []);
  end.abort();
  say(command('back'), page, server);
  assert.deepEqual(done, [], 'nothing is obeyed after the end');
});

test('in a frame only the parent is obeyed, and only at its origin', () => {
  const parent = (page['parent'] = {});
  apps['Android, JavascriptInterface']!();
  const { done, say } = obeying(shop);
  say(command('leave'), parent, 'https://evil.example');
  say(command('leave'), page, server);
  say(command('leave'), {}, shop);
  assert.deepEqual(done, []);
  say(command('leave'), parent, shop);
  assert.deepEqual(done, ['leave']);
  const unknown = obeying('');
  unknown.say(command('leave'), parent, '');
  assert.deepEqual(unknown.done, [], 'an origin that is hidden is nobody');
});
