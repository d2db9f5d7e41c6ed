// The dashboard on the real server: what a developer's backend does is seen there
// without a reload.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from '../../web/dashboard/test/browser/chromium.mjs';
import { Customer } from './customer.mjs';
import { Demo, unable } from './demo.mjs';

describe('the dashboard', { skip: await unable() }, () => {
  let demo, browser;
  before(async () => { [demo, browser] = await Promise.all([Demo.start(), launch()]); });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test('follows the backend, live', async () => {
    const c = await Customer.at(browser, { size: [1280, 860] });
    const live = () => c.page.getByText('Up to date', { exact: true }).and(c.page.locator('.live')).waitFor();
    await c.open(demo.dashboard.url);
    await c.page.getByLabel('E-mail').fill(demo.dashboard.email);
    await c.page.getByLabel('Password').fill(demo.dashboard.password);
    await c.press('Log in');
    await c.reads(/Hello/);
    await live();

    await c.press('Fill in a new test key');
    const command = c.page.locator('.step.next .code pre').first();
    await command.getByText(/Bearer sk_test_/).waitFor();
    const key = /sk_test_\w+/.exec(await command.textContent())[0];
    const reply = await fetch(demo.url + '/v1/sessions', { method: 'POST', headers: { 'Authorization': 'Bearer ' + key, 'Content-Type': 'application/json' }, body: JSON.stringify({ customer: { name: 'சுப்பிரமணியன்', mobile: '9800000002', email: 'a@example.in' }, verification_type: 'full_kyc' }) });
    assert.equal(reply.status, 201, 'the key in the command works');
    const { id } = await reply.json();
    await c.page.locator('.step.done').getByText('Create a session').waitFor();
    await c.page.getByRole('button', { name: 'Let test mode play the call' }).waitFor();

    await c.page.getByRole('link', { name: 'சுப்பிரமணியன்' }).click();
    await c.page.locator('.timeline').getByText('Session created').waitFor();
    await live();
    await demo.ask('POST', `/v1/sessions/${id}/cancel`);
    await c.page.locator('.timeline').getByText('Session canceled').waitFor();
    await demo.event(id, 'session.canceled');
    await c.page.locator('.timeline summary').last().click();
    await c.page.locator('.drops').getByText('Delivered').waitFor();
    await c.page.locator('.drops').getByRole('link', { name: 'Delivery' }).click();
    await c.page.getByText('"previous_status"').waitFor();
    await c.shot('30-dashboard-delivery');

    await c.open(demo.url + '/dashboard/test/sandbox');
    await c.press('Create and watch');
    await c.page.getByText('Waiting for the customer to open the link').waitFor();
    await c.press('Join');
    await c.page.locator('.timeline').getByText('Customer opened the link').waitFor();
    await c.press('Expire');
    await c.page.locator('.timeline').getByText('Session expired').waitFor();
    await c.shot('31-dashboard-sandbox');

    await c.press('Create and watch');
    await c.page.getByText('Waiting for the customer to open the link').waitFor();
    await c.press('Approve');
    await c.page.locator('.timeline').getByText('Session completed: approved').waitFor();

    for (const [path, shows] of [['sessions', 'சுப்பிரமணியன்'], ['keys', 'Quickstart'], ['events', 'Session canceled'], ['webhooks', '127.0.0.1'], ['members', demo.dashboard.email], ['branding', 'Appointments'], ['profile', 'This one']]) {
      await c.open(`${demo.url}/dashboard/test/${path}`);
      await c.page.locator('main').getByText(shows).first().waitFor();
      assert.equal(await c.page.evaluate(() => document.documentElement.scrollWidth), 1280, path);
      await c.shot('31-dashboard-' + path);
    }
    assert.deepEqual(c.faults.filter((f) => !/status of 401/.test(f)), []); // the first question, who is logged in, is answered by nobody
    await c.leave();
  });

  test('lets a member in with a passkey, alone or after the password', async () => {
    const c = await Customer.at(browser, { size: [1280, 860] });
    const device = await c.context.newCDPSession(c.page);
    await device.send('WebAuthn.enable');
    const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true } });
    const owner = (there) => device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: there });
    const password = async () => {
      await c.page.getByLabel('E-mail').fill(demo.dashboard.email);
      await c.page.getByLabel('Password').fill(demo.dashboard.password);
      await c.press('Log in');
    };
    const leave = async (backAtOnce) => {
      await c.page.getByRole('button', { name: demo.dashboard.email }).click();
      await c.page.locator('#person').getByRole('button', { name: 'Log out' }).click(); // not one of the list of logins
      if (!backAtOnce) await c.reads('Log in');
    };
    await c.open(demo.url + '/dashboard/test/profile');
    await password();
    await c.reads('Your profile');

    await c.press('Add a passkey');
    await c.page.getByLabel('Name of the passkey').fill('Test device');
    await c.page.getByLabel('Your password').fill(demo.dashboard.password);
    await owner(false); // a stranger at her device
    await c.press('Add a passkey');
    await c.page.getByText('Nothing was confirmed.').waitFor();
    await owner(true);
    await c.press('Add a passkey');
    await c.page.locator('.recovery li').nth(9).waitFor();
    await c.page.getByLabel('I have kept them').check();
    await c.press('Done');
    await c.page.getByRole('listitem').filter({ hasText: 'Test device' }).getByText('not used yet').waitFor();
    assert.equal((await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length, 1);
    await c.shot('32-dashboard-passkey');

    const entered = c.page.waitForResponse((r) => r.url().endsWith('/dashboard/passkeys/login') && r.ok());
    await leave(true); // the device answers for her when the browser offers the passkey under the field
    await entered;
    await c.reads(/Hello/);
    await c.page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; }); // as a browser that offers nothing there
    await c.page.reload();
    await c.reads(/Hello/);
    await leave();
    await c.press('Log in with a passkey');
    await c.reads(/Hello/);
    await leave();
    await password();
    await c.reads('Confirm that it is you');
    await owner(false);
    await c.press('Use your passkey');
    await c.page.getByText('Nothing was confirmed.').waitFor();
    await owner(true);
    await c.press('Use your passkey');
    await c.reads(/Hello/);

    await c.open(demo.url + '/dashboard/test/profile');
    await c.press('Remove Test device');
    const dialog = c.page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill(demo.dashboard.password);
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await c.page.getByText('Passkey removed').waitFor();
    await leave();
    await c.press('Log in with a passkey');
    await c.page.getByText('The passkey was not accepted.').waitFor();
    await c.leave();
  });
});
