// Every screen against WCAG 2.2 AA, as far as a program can judge, and the whole
// way by keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers, launch, officer, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(true, '', 2); });
after(() => browser.close());

test('no screen has a barrier, and the keyboard is enough', async () => {
  const s = await visit(browser, { wanted: { redirect_url: 'https://bank.example/back' } });
  const found = {};
  const look = async (name, schemes = ['light']) => {
    for (const colorScheme of schemes) {
      await s.page.emulateMedia({ colorScheme });
      const all = await barriers(s.page);
      if (all.length) found[name + ' ' + colorScheme] = all;
    }
  };
  const both = ['light', 'dark']; // the call is dark always
  /** Goes with Tab to the control of this name and presses Enter. */
  const key = async (name) => {
    for (let n = 0; n < 30; n++) {
      await s.page.keyboard.press('Tab');
      const at = await s.page.evaluate(() => {
        let e = document.activeElement;
        while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
        return e ? (e.getAttribute('aria-label') ?? e.textContent.trim()) : '';
      });
      if (at.includes(name)) return s.page.keyboard.press('Enter');
    }
    throw new Error('no way by keyboard to ' + name);
  };
  await s.open();
  await s.screen('welcome');
  await look('welcome', both);
  await key('Start');
  await s.page.locator('.paper p').first().waitFor();
  await look('consent', both);
  await key('I agree');
  await s.screen('devices');
  await look('devices');
  await key('Turn on camera');
  await s.page.locator('.sound').waitFor();
  await look('devices on', both);
  await s.page.keyboard.press('Enter'); // the focus is on what comes next
  await s.page.locator('.place', { hasText: '2' }).waitFor();
  await look('waiting', both);
  await officer(s);
  const connected = s.server.next('connected');
  s.server.accept();
  await connected;
  await s.panel('caption');
  await look('call');
  s.server.write('Can you hear me?');
  await s.page.locator('.said').waitFor();
  await look('call, caption');
  await key('Write, new: 1');
  await s.page.keyboard.type('No.');
  await s.page.keyboard.press('Enter');
  await s.page.getByRole('log').getByText('No.').waitFor();
  await look('chat');
  await s.page.keyboard.press('Escape');
  s.server.instruct('challenge', { challenge: 'turn_left', attempt: 2, feedback: 'not_seen' });
  await s.panel('liveness');
  await look('liveness');
  s.server.instruct('document', { document: 'pan', side: 'front', expires_at: undefined });
  await s.panel('document');
  await look('document');
  await s.page.keyboard.press('Enter');
  await s.page.getByText('Is everything readable?').first().waitFor();
  await look('document check');
  await s.page.keyboard.press('Enter');
  await s.page.getByText('Photo received').first().waitFor();
  await look('document sent');
  s.server.set({ status: 'interrupted', instruction: null, grace_ends_at: new Date(Date.now() + 84_000).toISOString() });
  await s.panel('reconnecting');
  await look('reconnecting');
  s.server.set({ status: 'decided' });
  await s.screen('end');
  await look('end', both);
  assert.deepEqual(found, {});
  await s.close();
});

test('nor have the screens of an appointment and of what went wrong', async () => {
  const found = {};
  const look = async (name, prepare, wanted) => {
    const s = await visit(browser, { wanted });
    prepare?.(s.server);
    await s.open();
    await s.page.locator('.shell h1:visible').waitFor();
    const all = await barriers(s.page);
    if (all.length) found[name] = all;
    await s.close();
  };
  const at = (ms) => new Date(Date.now() + ms).toISOString();
  await look('scheduled', null, { status: 'scheduled', scheduled_at: at(7_200_000), opens_at: at(6_600_000) });
  await look('problem', (server) => { server.refuse.exchange = [409, 'link_used']; });
  assert.deepEqual(found, {});
});
