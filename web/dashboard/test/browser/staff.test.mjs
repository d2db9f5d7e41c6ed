// How members of staff prove who they are, and what is known of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled } from '../pages.mjs';
import { launch, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function password(s) {
  await s.page.getByLabel('E-mail').fill('meera@suryabank.example');
  await s.page.getByLabel('Password').fill('correct horse battery');
  await s.press('Log in');
}

test('a log-in asks for the code of who has a second factor', async () => {
  const s = await visit(browser, { loggedIn: false, factor: 'on' });
  await s.open('/test/sessions?status=waiting');
  await s.heading('Log in');
  await password(s);
  await s.heading('Enter your code');
  await s.page.waitForFunction(() => document.activeElement.name === 'code'); // one can type at once
  await s.page.getByLabel('Code of your authenticator').fill('000000');
  await s.press('Go on');
  await s.page.getByText('The code is wrong').waitFor();
  await s.press('I do not have my authenticator');
  await s.page.getByLabel('Recovery code').fill(' abcd-efgh-ijkl-mnop');
  await s.press('Go on');
  await s.heading('Sessions');
  assert.match(s.page.url(), /\/dashboard\/test\/sessions\?status=waiting$/);
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('single sign-on goes on to where one wanted to be', async () => {
  const s = await visit(browser, { loggedIn: false, sso: { name: 'Surya Bank', path: '/dashboard/sso' } });
  await s.open('/live/members');
  const there = await s.page.getByRole('link', { name: 'Log in with Surya Bank' }).getAttribute('href');
  assert.equal(there, '/dashboard/sso?next=' + encodeURIComponent('/dashboard/live/members'));
  await s.close();
});

test('who has forgotten the password gets a letter, and chooses a new one', async () => {
  const s = await visit(browser, { loggedIn: false });
  await s.open('/sign-in');
  await s.page.getByRole('link', { name: 'I have forgotten my password' }).click();
  await s.heading('A new password');
  await s.page.getByLabel('E-mail').fill('meera@suryabank.example');
  await s.press('Send the letter');
  await s.page.getByText('If somebody logs in with meera@suryabank.example').waitFor();
  for (const [ticket, told] of [['old', 'This link is not good any more.'], ['permit', 'The new password holds from now on.']]) {
    await s.page.goto('about:blank');
    await s.open('/new-password#' + ticket);
    await s.page.getByLabel('New password').fill('another long password');
    await s.press('Choose it');
    await s.page.getByText(told).waitFor();
  }
  assert.equal(new URL(s.page.url()).hash, '');
  await s.page.getByRole('link', { name: 'Log in', exact: true }).click();
  await s.heading('Log in');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('an account that asks for a second factor shows nothing else before there is one', async () => {
  const s = await visit(browser, { factor: 'needed' });
  await s.open('/test/keys');
  await s.heading('Set up your second factor');
  await s.page.getByLabel('Your password').fill('wrong');
  await s.press('Set up an authenticator');
  await s.page.getByText('E-mail or password is wrong.').waitFor();
  await s.page.getByLabel('Your password').fill('correct horse battery');
  await s.press('Set up an authenticator');
  await s.page.getByRole('img', { name: /QR code/ }).waitFor();
  await s.page.getByText('I cannot scan it').click();
  await s.page.getByText('JBSW Y3DP').waitFor();
  await s.page.getByLabel('Code', { exact: true }).fill('123456');
  await s.press('Turn on');
  assert.equal(await s.page.locator('.recovery li').count(), 10);
  assert.ok(await s.page.getByRole('button', { name: 'Done' }).isDisabled());
  await s.page.getByLabel('I have kept them').check();
  await s.press('Done');
  await s.heading('API keys');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('an authenticator is turned off with the password', async () => {
  const s = await visit(browser, { factor: 'on' });
  await s.open('/test/profile');
  await settled(s);
  await s.page.getByText('Recovery codes left').waitFor();
  await s.press('Turn off');
  const dialog = s.page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill('correct horse battery');
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await s.page.getByText('Your authenticator is off').waitFor();
  await s.press('Set up');
  await s.page.getByText('You need an authenticator').waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('an administrator enters a certificate, languages and skills', async () => {
  const s = await visit(browser);
  await s.open('/test/members');
  await settled(s);
  await s.page.getByRole('row', { name: /Farhan/ }).getByText('Lapsed').waitFor();
  await s.page.getByRole('row', { name: /Farhan/ }).getByRole('button', { name: 'Edit' }).click();
  const dialog = s.page.getByRole('dialog');
  await dialog.getByLabel('Certificate of training').fill('VKYC-2027-0001');
  await dialog.getByLabel('Good until').fill('2999-03-31');
  await dialog.getByLabel('Tamil').check();
  await dialog.getByLabel('Skills').fill('Senior citizens, NRI');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await s.page.getByText('until 31 Mar 2999').waitFor();
  const farhan = s.world.members.find((m) => m.name.startsWith('Farhan'));
  assert.deepEqual(farhan.certificate, { number: 'VKYC-2027-0001', expires_at: '2999-03-31T18:29:59.000Z' }, 'to the end of the day in India');
  assert.deepEqual(farhan.languages, ['hi', 'ta']);
  assert.deepEqual(farhan.skills, ['senior_citizens', 'nri']);
  await s.page.getByLabel('A second factor').check();
  await s.page.getByText('Saved').waitFor();
  assert.equal(s.world.me.account.security.require_second_factor, true);
  await s.page.getByRole('button', { name: /Take the second factor off Arjun/ }).click();
  await s.page.getByRole('dialog').getByRole('button', { name: 'Take it off' }).click();
  await s.page.getByText('Second factor taken off').waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});
