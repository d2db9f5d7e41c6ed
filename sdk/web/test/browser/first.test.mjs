// The page's first seconds over a network that changes: what hangs or breaks is
// tried again, visibly, and by a button at once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const again = 'Trying again';

test('an exchange that hangs is given up soon and made again, without the customer', async () => {
  const s = await visit(browser);
  s.server.hang.exchange = 1;
  await s.open();
  await s.page.getByRole('heading', { name: again }).waitFor();
  await s.screen('welcome');
  assert.equal(s.server.requests.filter((r) => r === 'POST /customer/exchange').length, 2);
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('the button cuts the attempt that hangs', async () => {
  const s = await visit(browser);
  s.server.hang.exchange = 2;
  const first = s.server.next('hung exchange');
  await s.open();
  await first;
  const second = s.server.next('hung exchange');
  await s.page.getByRole('heading', { name: again }).waitFor();
  await second;
  await s.press('Try again');
  await s.screen('welcome');
  await s.close();
});

test('without a network for long: said, repaired by the network itself and by the button, a later part of the SDK as well', async () => {
  const s = await visit(browser);
  await s.page.route('**/customer/exchange', (r) => r.abort());
  await s.page.route('**/sdk/parts/*', (r) => r.abort());
  await s.open();
  await s.page.getByRole('heading', { name: again }).waitFor();
  await s.page.getByRole('heading', { name: 'No connection' }).waitFor();
  await s.press('Try again');
  await s.page.getByRole('button', { name: again }).waitFor();
  await s.page.unroute('**/customer/exchange');
  await s.page.evaluate(() => dispatchEvent(new Event('online')));
  await s.screen('welcome');
  await s.press('Start');
  await s.page.getByRole('heading', { name: 'No connection' }).waitFor();
  await s.page.unroute('**/sdk/parts/*');
  await s.press('Try again');
  await s.screen('consent');
  await s.close();
});

test('a refusal is not repeated', async () => {
  const s = await visit(browser);
  s.server.refuse.exchange = [401, 'link_invalid'];
  await s.open();
  await s.screen('problem');
  assert.equal(s.server.requests.filter((r) => r === 'POST /customer/exchange').length, 1);
  await s.close();
});

test('a server that restarts behind its proxy is waited for', async () => {
  const s = await visit(browser);
  s.server.refuse.exchange = [502, ''];
  await s.open();
  await s.page.getByRole('heading', { name: again }).waitFor();
  delete s.server.refuse.exchange;
  await s.screen('welcome');
  await s.close();
});

test('the text to agree to, and the agreement, are tried again as well', async () => {
  const s = await visit(browser);
  await s.open();
  s.server.hang.consent = 1;
  await s.press('Start');
  await s.page.getByText(again).first().waitFor();
  await s.page.getByText('The call is recorded').waitFor();
  s.server.hang.consent = 2;
  const first = s.server.next('hung consent');
  await s.press('I agree');
  await first;
  const second = s.server.next('hung consent');
  await s.page.getByText(again).first().waitFor();
  await second;
  await s.press('Try again');
  await s.screen('devices');
  await s.close();
});

test('words that are slow do not keep the first screen away; they replace English when they come', async () => {
  const s = await visit(browser);
  let deliver;
  const wait = new Promise((r) => { deliver = r; });
  await s.page.route('**/sdk/texts/*', async (r) => { await wait; await r.continue(); });
  await s.page.goto(s.server.link.replace('#', '?lang=hi#'));
  await s.page.getByRole('heading', { name: 'Opening your verification' }).waitFor();
  deliver();
  await s.page.getByRole('button', { name: 'शुरू करें' }).waitFor();
  await s.close();
});

test('the SDK’s file is asked for again when it breaks on its way', async () => {
  const s = await visit(browser);
  await s.page.route('**/sdk/basekyc.js', (r) => r.abort('connectionreset'));
  await s.open();
  await s.screen('welcome');
  await s.close();
});

test('where the SDK does not come the page says so and has a button', async () => {
  const s = await visit(browser);
  await s.page.route('**/sdk/basekyc.js*', (r) => r.abort());
  await s.open();
  const button = s.page.getByRole('button', { name: 'Try again' });
  await button.waitFor();
  assert.ok(await s.page.getByText('reload this page').isVisible());
  await s.page.unroute('**/sdk/basekyc.js*');
  await button.click();
  await s.screen('welcome');
  await s.close();
});

test('a part that breaks on its way is asked for again at once it is due, in sight; the line is opened when it is there', async () => {
  const s = await visit(browser);
  const asked = [];
  await s.page.route('**/sdk/parts/room-*', (r) => {
    asked.push(new URL(r.request().url()).search);
    return asked.length < 3 ? r.abort('connectionreset') : r.continue();
  });
  await s.open();
  await s.screen('welcome');
  await s.press('Start');
  await s.page.getByRole('heading', { name: again }).waitFor();
  await s.press('I agree');
  await s.screen('devices');
  assert.ok(asked.some((q) => q.startsWith('?again=')), 'at another address: ' + asked);
  assert.deepEqual(s.faults, []);
  await s.close();
});
