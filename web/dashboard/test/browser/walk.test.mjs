// The ways that developers go.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled } from '../pages.mjs';
import { launch, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('from sign-up to the first session, each step ticking itself off', async () => {
  const s = await visit(browser, { loggedIn: false, sessions: 0 });
  await s.open('/sign-up');
  await s.page.getByLabel('Company').fill('Nila Cooperative Bank');
  await s.page.getByLabel('Your name').fill('மீனாட்சி சுந்தரம்');
  await s.page.getByLabel('E-mail').fill('taken@example.in');
  await s.page.getByLabel('Password').fill('correct horse battery');
  await s.press('Create account');
  await s.page.getByText('belongs to another member already').waitFor();
  assert.equal(await s.page.getByLabel('E-mail').getAttribute('aria-invalid'), 'true');
  await s.page.getByLabel('E-mail').fill('meena@nila.example');
  await s.press('Create account');
  await s.heading(/மீனாட்சி/);
  const command = await s.page.locator('.code pre').first().textContent();
  assert.match(command, /Authorization: Bearer sk_test_/, 'the key is filled in');
  assert.match(command, /curl -s -X POST http:\/\/localhost:\d+\/v1\/sessions/);

  await s.page.getByText('Up to date', { exact: true }).first().waitFor();
  const v = s.world.session('Asha Rao', 'created', Date.now()); // the backend follows the command
  await s.page.locator('.step.done').first().waitFor();
  for (const scene of ['joined', 'consent', 'queued', 'started', 'decided', 'completed']) s.world.play(v, scene);
  await s.page.locator('.step.done').nth(1).waitFor();
  await s.page.getByRole('link', { name: 'Asha Rao' }).click();
  await s.page.getByText('Session completed: approved').waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('log-in goes on to where one wanted to be, and only inside these pages', async () => {
  const s = await visit(browser, { loggedIn: false });
  await s.open('/test/sessions?status=waiting');
  await s.heading('Log in');
  await s.page.getByLabel('E-mail').fill('meera@suryabank.example');
  await s.page.getByLabel('Password').fill('wrong');
  await s.press('Log in');
  await s.page.getByText('E-mail or password is wrong.').waitFor();
  await s.page.getByLabel('Password').fill('correct horse battery');
  await s.press('Log in');
  await s.heading('Sessions');
  assert.match(s.page.url(), /\/dashboard\/test\/sessions\?status=waiting$/);

  s.server.loggedIn = false; // the session ends elsewhere
  await s.page.getByRole('link', { name: 'Home' }).click();
  await s.heading('Log in');
  await s.page.goto(s.server.base + '/dashboard/sign-in?next=' + encodeURIComponent('//evil.example/'));
  await s.page.getByLabel('E-mail').fill('meera@suryabank.example');
  await s.page.getByLabel('Password').fill('correct horse battery');
  await s.press('Log in');
  await s.heading(/Hello/);
  await s.close();
});

test('filters stand in the address; back and refresh keep them', async () => {
  const s = await visit(browser);
  await s.open('/test/sessions');
  await s.page.getByRole('row').nth(5).waitFor();
  await s.page.getByLabel('Status').selectOption('rejected');
  await s.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  assert.match(s.page.url(), /status=rejected/);
  await s.page.reload();
  await s.heading('Sessions');
  assert.equal(await s.page.getByLabel('Status').inputValue(), 'rejected');
  await s.page.goBack();
  await s.page.waitForFunction(() => document.querySelectorAll('tbody tr').length > 5);
  await s.page.getByLabel('Find by').fill('CUST-0');
  await s.page.keyboard.press('Enter');
  await s.page.getByText('No session matches').waitFor();
  await s.press('Clear the filters');
  await s.page.getByLabel('Find by').fill(s.world.sessions[3].id);
  await s.page.keyboard.press('Enter');
  await s.heading(/Priya Menon/);
  await s.close();
});

test('a list longer than a page grows, and what happens appears by itself', async () => {
  const s = await visit(browser, { sessions: 60 });
  await s.open('/test/sessions');
  await s.press('Show more');
  await s.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 50);
  await s.press('Show more');
  await s.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 60);
  await s.page.getByText('Up to date', { exact: true }).first().waitFor();
  s.world.session('Newcomer', 'created', Date.now());
  await s.page.getByRole('link', { name: 'Newcomer' }).waitFor();
  assert.equal(await s.page.locator('tbody tr').count(), 61, 'nothing was lost');
  await s.close();
});

test('without a stream the page asks again and again', async () => {
  const s = await visit(browser);
  s.server.streaming = false;
  await s.open('/test/sessions');
  await s.page.getByText('Checked every few seconds').waitFor();
  s.world.session('Polled', 'created', Date.now());
  await s.page.getByRole('link', { name: 'Polled' }).waitFor();
  await s.close();
});

test('test and live keep apart', async () => {
  const s = await visit(browser);
  await s.open('/test/sessions');
  await settled(s);
  await s.page.locator('.band').waitFor();
  await s.page.getByRole('group', { name: 'Mode' }).getByText('Live').click();
  await s.page.getByText('No live sessions yet').waitFor();
  assert.equal(await s.page.locator('.band').count(), 0);
  assert.ok(s.asked('GET /v1/sessions').some((q) => q.headers['basekyc-mode'] === 'live'));
  await s.page.goBack();
  await s.page.getByRole('link', { name: 'Asha Rao' }).first().waitFor();
  await s.close();
});

test('a session is created, its link shown once, and canceled again', async () => {
  const s = await visit(browser);
  await s.open('/test/sessions?new=1');
  const d = s.page.getByRole('dialog');
  await d.getByLabel('Customer’s name').or(d.getByLabel("Customer's name")).fill('Asha Rao');
  await d.getByLabel('Mobile').fill('12');
  await d.getByLabel('E-mail').fill('asha@example.in');
  await d.getByRole('button', { name: 'Create session' }).click();
  await d.getByText('must be E.164').waitFor();
  await d.getByLabel('Mobile').fill('9800000002');
  await d.getByRole('button', { name: 'Create session' }).click();
  await d.getByText(/\/v\/vs_/).waitFor();
  await d.getByRole('button', { name: 'Copy link' }).click();
  assert.match(await s.page.evaluate(() => navigator.clipboard.readText()), /^http:\/\/localhost:\d+\/v\/vs_\w+#/);
  await d.getByRole('button', { name: 'Go to the session' }).click();
  await s.heading(/Asha Rao/);
  await s.press('Cancel');
  await s.page.getByRole('dialog').getByRole('button', { name: 'Cancel the session' }).click();
  await s.page.getByText('Session canceled').first().waitFor();
  const posts = s.server.requests.filter((q) => q.name.startsWith('POST /v1/'));
  assert.ok(posts.every((q) => q.headers['idempotency-key']?.length >= 16));
  assert.equal(new Set(posts.map((q) => q.headers['idempotency-key'])).size, posts.length, 'one key an action');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('what a role does not include is not offered, and said where it is asked for', async () => {
  const s = await visit(browser, { permissions: ['sessions:read'] });
  s.server.refuse['GET /v1/sessions'] = [403, 'insufficient_scope'];
  await s.open('/test/sessions');
  await s.page.getByText('Your role does not include this').waitFor();
  assert.equal(await s.page.getByRole('button', { name: 'Create session' }).count(), 0);
  assert.equal(await s.page.getByRole('link', { name: 'API keys' }).count(), 0);
  await s.close();
});

test('trouble has a button, and it helps', async () => {
  const s = await visit(browser);
  s.server.refuse['GET /v1/sessions'] = [500, 'internal_error'];
  await s.open('/test/sessions');
  await s.page.getByText('req_06e8fake').waitFor();
  delete s.server.refuse['GET /v1/sessions'];
  await s.press('Try again');
  await s.page.getByRole('link', { name: 'Asha Rao' }).first().waitFor();
  await s.close();
});

test('the keyboard alone is enough', async () => {
  const s = await visit(browser, { size: [390, 844] });
  await s.open('/test/sessions');
  await settled(s);
  await s.page.keyboard.press('Tab');
  const focus = () => s.page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('aria-label'));
  for (let i = 0; i < 40 && (await focus()) !== 'Create session'; i++) await s.page.keyboard.press('Tab');
  await s.page.keyboard.press('Enter');
  await s.page.getByRole('dialog').waitFor();
  await s.page.keyboard.press('Escape');
  await s.page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await focus(), 'Create session', 'the focus comes back');
  await s.close();
});
