// What goes wrong in a customer's life, against the real server: refreshes, lost
// networks, a second device, an ended session, a denied camera.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from '../../sdk/web/test/browser/chromium.mjs';
import { Customer } from './customer.mjs';
import { Demo, unable } from './demo.mjs';

describe('a customer in trouble', { skip: await unable() }, () => {
  let demo, browser, blind;
  before(async () => {
    demo = await Demo.start();
    [browser, blind] = await Promise.all([launch(true, await demo.camera()), launch(false)]);
  });
  after(async () => {
    await Promise.all([browser?.close(), blind?.close()]);
    await demo?.stop();
  });

  test('refreshes in the call, loses the network, and is met again each time', async (t) => {
    const session = await demo.invite();
    const c = await Customer.at(browser);
    await c.toCall(session.url);
    await c.page.reload();
    await c.sees();
    await c.panel('liveness');

    await c.offline(true);
    await c.panel('reconnecting');
    await c.page.getByText('Nothing is lost').first().waitFor();
    await demo.event(session.id, 'session.interrupted');
    await c.shot('11-reconnecting');
    await c.offline(false);
    const back = await c.page.evaluate(() => performance.now());
    await c.page.waitForSelector('.call:not([data-panel="reconnecting"])'); // whatever is asked now: the check may have ended meanwhile
    await c.sees();
    const { picture } = await c.times();
    t.diagnostic(`link back to picture: ${Math.round(picture.at(-1) - back)} ms`);
    await demo.event(session.id, 'session.resumed');
    assert.equal((await demo.ask('GET', '/v1/sessions/' + session.id)).status, 'in_progress');
    await c.leave();
    await demo.ask('POST', `/v1/sessions/${session.id}/cancel`);
  });

  test('opens the link on another device, which says so', async () => {
    const session = await demo.invite();
    const c = await Customer.at(browser);
    await c.open(session.url);
    await c.screen('welcome');
    const other = await Customer.at(blind);
    await other.open(session.url);
    await other.reads('This link was already used');
    await other.page.getByText('opened on another device').waitFor();
    await other.shot('12-another-device');
    await other.press('Try again');
    await other.reads('This link was already used');
    await c.press('Start'); // the first one is not disturbed
    await c.screen('consent');
    await Promise.all([c.leave(), other.leave()]);
  });

  test('is told at once that the bank canceled, and again by the link', async () => {
    const session = await demo.invite('never_joins');
    const c = await Customer.at(browser);
    await c.toWaiting(session.url);
    await demo.ask('POST', `/v1/sessions/${session.id}/cancel`);
    await c.reads('This verification was canceled');
    await c.shot('13-canceled');
    await c.page.reload();
    await c.reads('This verification was canceled');
    const late = await Customer.at(blind);
    const unopened = await demo.invite();
    await demo.ask('POST', `/v1/sessions/${unopened.id}/cancel`);
    await late.open(unopened.url);
    await late.reads('This verification');
    await late.shot('14-canceled-before');
    await Promise.all([c.leave(), late.leave()]);
  });

  test('has a link that is damaged', async () => {
    const session = await demo.invite();
    const c = await Customer.at(blind);
    await c.open(session.url.slice(0, -4));
    await c.reads('This link does not work');
    await c.shot('15-damaged-link');
    await c.leave();
  });

  test('denies the camera, allows it, and joins', async () => {
    const session = await demo.invite('never_joins');
    const c = await Customer.at(blind);
    await c.context.grantPermissions([]);
    await c.toDevices(session.url);
    await c.press('Turn on camera');
    await c.reads('Permission is needed');
    await c.shot('16-denied');
    await c.context.grantPermissions(['camera', 'microphone']);
    await c.press('Join the call');
    await c.screen('waiting');
    await c.page.locator('.place:not(:empty)').waitFor();
    await c.leave();
  });
});
