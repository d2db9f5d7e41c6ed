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
