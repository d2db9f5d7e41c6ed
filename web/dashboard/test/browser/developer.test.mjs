// Keys, webhooks, events and the sandbox: what developers do every day.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled } from '../pages.mjs';
import { launch, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const copied = (s) => s.page.evaluate(() => navigator.clipboard.readText());

test('a key is made, shown once, rolled and revoked', async () => {
  const s = await visit(browser);
  await s.open('/test/keys');
  await settled(s);
  await s.press('Create key');
  const d = s.page.getByRole('dialog');
  await d.getByLabel('Name').fill('Nightly report');
  for (const scope of ['sessions:write', 'keys:write', 'account:write']) await d.getByLabel(scope).uncheck();
  await d.getByRole('button', { name: 'Create key' }).click();
  await d.getByRole('button', { name: /^Copy/ }).click();
  assert.match(await copied(s), /^sk_test_/);
  await d.getByRole('button', { name: 'I have kept it' }).click();
  const body = s.asked('POST /v1/api_keys')[0].body;
  assert.equal(body.scopes.length, 8);
  assert.ok(!body.scopes.includes('keys:write'));
  assert.ok(!(await s.page.content()).includes(await copied(s)), 'the key has left the page');

  const row = s.page.getByRole('row', { name: /Nightly report/ });
  await row.getByRole('button', { name: 'Roll' }).click();
  await d.getByLabel('The former key').selectOption('3600');
  await d.getByRole('button', { name: 'Roll key' }).click();
  await d.getByText('Shown only now').waitFor();
  assert.equal(s.server.requests.find((q) => q.name.endsWith('/roll')).body.overlap, 3600);
  await d.getByRole('button', { name: 'I have kept it' }).click();
  await s.page.getByText(/Ends\s+in/).first().waitFor();
  await s.page.getByRole('button', { name: 'Revoke Reporting' }).click();
  await d.getByRole('button', { name: 'Revoke key' }).click();
  await s.page.getByRole('row', { name: /Reporting.*Revoked/ }).waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('nobody is offered to grant more than they have', async () => {
  const s = await visit(browser, { permissions: ['keys:read', 'keys:write', 'sessions:read'] });
  await s.open('/test/keys');
  await settled(s);
  await s.press('Create key');
  assert.equal(await s.page.getByRole('group', { name: 'May' }).getByRole('checkbox').count(), 3);
  await s.close();
});

test('an OAuth client is made with the command that uses it', async () => {
  const s = await visit(browser);
  await s.open('/test/oauth');
  await settled(s);
  await s.press('Create client');
  const d = s.page.getByRole('dialog');
  await d.getByLabel('Name').fill('Warehouse');
  await d.getByRole('button', { name: 'Create client' }).click();
  await d.getByText(/grant_type=client_credentials/).waitFor();
  assert.match(await d.locator('.code').textContent(), /oc_\w+:ocs_test_/);
  await s.close();
});

test('an endpoint is added, tested and its failures are retried', async () => {
  const s = await visit(browser);
  await s.open('/test/webhooks?new=1');
  const d = s.page.getByRole('dialog');
  await d.getByLabel('Address').fill('http://10.0.0.7/hook');
  await d.getByLabel('Only these').check();
  await d.getByRole('button', { name: 'Add endpoint' }).click();
  await d.getByText('must be https on a public host').waitFor();
  await d.getByLabel('Address').fill('https://hooks.example.com/in');
  await d.getByRole('button', { name: 'Add endpoint' }).click();
  await d.getByText('whsec_').waitFor();
  await d.getByRole('button', { name: 'I have kept it' }).click();
  await s.page.getByRole('link', { name: 'https://hooks.example.com/in' }).click();
  await s.press('Send test event');
  await d.getByRole('button', { name: 'Send', exact: true }).click();
  await s.heading(/webhook_endpoint.test/);
  await s.page.getByText('Delivered').waitFor();

  const bad = s.world.deliveries.find((x) => x.status === 'pending');
  await s.open(`/test/webhooks/${bad.endpoint_id}/${bad.id}`);
  await s.page.getByText('timeout: no reply within 5 s').waitFor();
  await s.page.getByRole('tab', { name: 'Body' }).focus();
  await s.page.keyboard.press('ArrowRight');
  await s.page.getByText('webhook-id: ' + bad.event_id).waitFor();
  await s.press('Retry now');
  await s.page.getByText('Attempt 4').waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('an endpoint is replayed, rolled, disabled and enabled', async () => {
  const s = await visit(browser);
  await s.open('/test/webhooks/' + s.world.endpoints[1].id);
  await s.page.getByText('Every attempt has failed since').waitFor();
  const d = s.page.getByRole('dialog');
  await s.press('Replay');
  await d.getByRole('button', { name: 'Replay' }).click();
  await s.page.getByText('14 deliveries on their way').waitFor();
  assert.equal(s.server.requests.find((q) => q.name.endsWith('/replay')).body.only_failed, true);
  await s.press('More actions');
  await s.page.getByText('Roll the secret').click();
  await d.getByRole('button', { name: 'Roll secret' }).click();
  await d.getByRole('button', { name: 'I have kept it' }).click();
  await s.page.getByText('Deliveries carry two signatures').waitFor();
  await s.press('More actions');
  await s.page.locator('.menu').getByText('Disable').click();
  await d.getByRole('button', { name: 'Disable' }).click();
  await s.press('Enable');
  await s.page.getByRole('button', { name: 'Send test event' }).waitFor();
  await s.close();
});

test('the log of events grows by itself, filters stand in the address', async () => {
  const s = await visit(browser);
  await s.open('/test/events?type=session.rejected');
  await s.page.locator('.log li').first().waitFor();
  assert.equal(await s.page.locator('.log li').count(), 1);
  await s.page.getByText('Up to date', { exact: true }).first().waitFor();
  s.world.play(s.world.sessions.find((v) => v.status === 'in_progress'), 'rejected');
  await s.page.locator('.log li').nth(1).waitFor();
  await s.page.locator('.log summary').first().click();
  await s.page.getByText('"previous_status"').waitFor();
  await s.close();
});

test('the sandbox drives a session and shows what comes of it', async () => {
  const s = await visit(browser, { sessions: 0 });
  await s.open('/test/sandbox');
  await s.heading('Sandbox');
  await s.page.getByLabel('How it ends').selectOption('reject');
  await s.press('Create and watch');
  await s.page.getByText('Waiting for the customer to open the link').waitFor();
  assert.deepEqual(s.asked('POST /v1/sessions')[0].body.metadata, { simulate: 'reject' });
  for (const [press, sees] of [['Join', 'Customer opened the link'], ['Consent', 'Consent given'], ['Stand in line', 'Customer waits for an officer'], ['Reject', 'Session rejected']]) {
    await s.press(press);
    await s.page.locator('.timeline').getByText(sees).waitFor();
  }
  await s.page.getByText('This session has ended').waitFor();
  await s.press('Send');
  await s.page.getByText('Mock event sent').waitFor();
  await s.press('1 hour');
  await s.page.getByText('3 sessions and 2 deliveries come sooner').waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a member is invited by a link, roles change, a browser is logged out', async () => {
  const s = await visit(browser);
  await s.open('/test/members');
  await settled(s);
  await s.press('Invite');
  const d = s.page.getByRole('dialog');
  await d.getByLabel('E-mail').fill('new@suryabank.example');
  await d.getByRole('button', { name: 'Make the link' }).click(); // nothing is ticked beforehand
  await d.getByText('Choose at least one role').waitFor();
  assert.equal(s.asked('POST /v1/invitations').length, 0);
  await d.getByLabel(/^Auditor/).check();
  await d.getByRole('button', { name: 'Make the link' }).click();
  await d.getByText(/\/dashboard\/invited#/).waitFor();
  assert.deepEqual(s.asked('POST /v1/invitations')[0].body.roles, ['auditor']);
  await d.getByRole('button', { name: 'I have sent it' }).click();
  await s.page.getByRole('row', { name: /new@suryabank/ }).waitFor();
  assert.equal(await s.page.getByRole('button', { name: 'Remove Meera Iyer' }).count(), 0, 'not oneself');
  await s.open('/test/profile');
  await s.page.getByText('Safari on iOS').waitFor();
  await s.press('Log out');
  await s.page.getByText('Safari on iOS').waitFor({ state: 'detached' });
  await s.close();
});

test('branding is seen before it is saved', async () => {
  const s = await visit(browser);
  await s.open('/test/branding');
  await s.page.getByLabel('Colour', { exact: true }).fill('#ffe600');
  const button = () => s.page.locator('.phone-button').evaluate((e) => getComputedStyle(e).backgroundColor);
  assert.notEqual(await button(), 'rgb(255, 230, 0)', 'white text on yellow cannot be read');
  await s.page.getByRole('button', { name: 'Save', exact: true }).click();
  await s.page.getByText('Branding saved').waitFor();
  assert.equal(s.server.requests.find((q) => q.name === 'PATCH /v1/account').body.branding.color, '#ffe600');
  await s.page.getByLabel('Surface', { exact: true }).fill('#102030');
  assert.match(await s.page.locator('.phone').evaluate((e) => getComputedStyle(e).color), /^rgb\((1[5-9]|2)\d+/, 'dark words on it would not be read');
  await s.page.getByRole('button', { name: 'Save look' }).click();
  await s.page.getByText('Look saved').waitFor();
  assert.equal(s.server.requests.findLast((q) => q.name === 'PATCH /v1/account').body.branding.look.surface, '#102030');
  await s.close();
});
