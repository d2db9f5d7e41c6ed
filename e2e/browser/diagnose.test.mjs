// The check of a device against the real program: its clock, its socket and its relay.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from '../../sdk/web/test/browser/chromium.mjs';
import { Demo, unable } from './demo.mjs';

describe('the check of a device', { skip: await unable() }, () => {
  let demo, browser;
  before(async () => { [demo, browser] = await Promise.all([Demo.start(), launch()]); });
  after(async () => { await browser?.close(); await demo?.stop(); });

  test('finds the ways to the relay open, without a session', async (t) => {
    const page = await browser.newPage();
    const faults = [];
    page.on('pageerror', (e) => faults.push(String(e)));
    page.on('console', (m) => m.type() === 'error' && faults.push(m.text()));
    await page.goto(demo.url + '/diagnose?lang=en');
    await page.getByRole('button', { name: 'Start the check' }).click();
    await page.locator('#check[data-stage="done"]').waitFor();
    const d = JSON.parse((await page.locator('pre').textContent()).split('\n\n')[1]);
    t.diagnostic((await page.locator('pre').textContent()).split('\n\n')[0]);
    assert.deepEqual([d.server.state, d.signalling.state, d.clock.state, d.network.udp.state, d.network.tcp.state, d.network.state, d.verdict], Array(7).fill('ok'));
    assert.equal(d.network.tls.state, 'unavailable', 'the demo has no certificate');
    assert.ok(Math.abs(d.clock.offset_ms) <= d.clock.uncertainty_ms + 50);
    await page.getByText('A way is open: UDP, TCP').waitFor();
    assert.deepEqual(faults, []);
    await page.close();
  });
});
