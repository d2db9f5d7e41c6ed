// Too early for an appointment: the page says when, and goes on by itself.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const later = (ms) => new Date(Date.now() + ms).toISOString();

test('an early customer is told when, and let in when the doors open', async () => {
  const s = await visit(browser, { wanted: { status: 'scheduled', scheduled_at: '2030-05-06T09:30:00Z', opens_at: later(86_400_000) }, context: { timezoneId: 'Asia/Kolkata' } });
  await s.open();
  await s.page.getByRole('heading', { name: 'Your appointment' }).waitFor();
  await s.page.getByText('Monday, May 6, 2030 at 3:00').waitFor();
  const came = s.server.next('POST refresh');
  s.server.set({ opens_at: later(500) }); // as the sandbox's clock does
  await came;
  await s.screen('welcome');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('in the customer’s language, and a cancellation ends the wait', async () => {
  const s = await visit(browser, { wanted: { language: 'hi', status: 'scheduled', scheduled_at: '2030-05-06T09:30:00Z', opens_at: later(86_400_000) }, size: [320, 700] });
  await s.open();
  await s.page.getByRole('heading', { name: 'आपका तय समय' }).waitFor();
  assert.equal(await s.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  s.server.set({ status: 'canceled' });
  await s.screen('end');
  assert.deepEqual(s.faults, []);
  await s.close();
});
