// What stands around a call: the way back into it, who is next after it, and what an
// auditor may take.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from '../visit.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('who leaves a call is told on every page that it goes on, and comes back', async () => {
  const s = await visit(browser, { roles: ['agent', 'supervisor'] });
  const c = Object.assign(s.cases.by('in_progress'), { mine: true });
  s.cases.list.filter((o) => o !== c).forEach((o) => { o.mine = false; });
  await s.open('/test/call/' + c.id);
  await s.page.getByRole('heading', { name: c.customer.name, level: 1 }).waitFor();
  assert.equal(await s.page.getByText('goes on').count(), 0, 'one is in it');
  Object.assign(c, { status: 'interrupted', grace_ends_at: new Date(Date.now() + 90_000).toISOString() });
  for (const page of ['Cases', 'Numbers', 'Floor', 'Desk']) {
    await s.page.getByRole('link', { name: page, exact: true }).click();
    await s.page.getByText(`Your call with ${c.customer.name} goes on, interrupted. The call fails in 1:`).waitFor();
  }
  await s.page.getByRole('link', { name: 'Back into the call' }).click();
  await s.page.getByRole('heading', { name: c.customer.name, level: 1 }).waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('after a decision an audit is announced, and N takes whoever is next', async () => {
  const s = await visit(browser);
  const c = Object.assign(s.cases.by('in_audit'), { mine: true });
  await s.open('/test/call/' + c.id);
  await s.page.getByText('An audit follows').waitFor();
  await s.page.getByRole('heading', { name: /^\d+ waiting$/ }).waitFor();
  const next = s.page.waitForRequest('**/desk/next');
  await s.page.keyboard.press('n');
  assert.equal((await next).method(), 'POST');
  await s.close();
});

test('an auditor is promised only what he may take', async () => {
  const s = await visit(browser, { roles: ['auditor'] });
  s.cases.list.forEach((c) => { c.audit_open = false; });
  await s.open('/test/audit');
  await s.page.getByText('1 more is not for you').waitFor();
  assert.equal(await s.page.getByRole('button', { name: 'Take a case' }).count(), 0);
  await s.close();
});

test('the reason is said why nobody of those who wait came', async () => {
  const s = await visit(browser);
  const c = Object.assign(s.cases.by('waiting'), { held_for: { id: 'off_9', name: 'Kiran Das', until: new Date(Date.now() + 60_000).toISOString() } });
  s.cases.list = [c];
  s.server.refuse['POST /desk/next'] = [404, 'nobody_waits'];
  await s.open('/test');
  await s.page.getByRole('button', { name: 'Take the next customer' }).click();
  await s.page.getByText('handed to Kiran Das').waitFor();
  await s.close();
});

test('a moment of a check is where it began', async () => {
  const s = await visit(browser, { roles: ['supervisor', 'auditor'] });
  const c = s.cases.by('completed');
  const check = c.checks.at(-1);
  const start = Date.parse(check.started_at) - 20_000;
  const event = (sequence, type, seconds, data = {}) => ({ id: 'evt_' + sequence, type, sequence, created: new Date(start + seconds * 1000).toISOString(), data });
  await s.page.route(`**/v1/sessions/${c.id}/events*`, (r) => r.fulfill({ json: { has_more: false, data: [event(1, 'session.started', 0), event(2, 'questions.drawn', 10), event(3, 'check.completed', 66, { check_id: check.id, kind: check.kind, verdict: check.verdict }), event(4, 'supervisor.barged_in', 70)] } }));
  await s.open('/test/cases/' + c.id);
  await s.page.getByRole('button', { name: 'Play the recording' }).click();
  const moments = s.page.getByRole('list', { name: 'Moments of the recording' });
  await moments.getByText('0:20').waitFor();
  assert.deepEqual((await moments.getByRole('button').allTextContents()).map((t) => t.slice(0, 4)), ['0:00', '0:10', '0:20', '1:10']);
  await s.page.getByRole('button', { name: '2×' }).click();
  assert.equal(await s.page.locator('video').evaluate((v) => v.playbackRate), 2);
  await s.close();
});

test('who builds nothing comes from the dashboard to the console', async () => {
  const s = await visit(browser, { roles: ['auditor'], loggedIn: false });
  await s.page.goto(s.server.base + '/dashboard/sign-in');
  await s.page.locator('[name="email"]').fill('meera@suryabank.example');
  await s.page.locator('[name="password"]').fill('correct horse battery');
  await s.page.keyboard.press('Enter');
  await s.page.waitForURL('**/console/**');
  await s.page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  await s.close();
});
