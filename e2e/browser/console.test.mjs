// Two people in two browsers: a customer with a camera and an officer at the
// console, and a third who audits. What each does is told by the webhooks.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Customer } from './customer.mjs';
import { unable } from './demo.mjs';
import { handovers } from './handover.mjs';
import { inMumbai, Office } from './office.mjs';
import { Officer } from './officer.mjs';
import { recapture } from './recapture.mjs';

describe('the console', { skip: await unable() }, () => {
  let office, demo, browser, agent;
  before(async () => {
    office = await Office.open();
    ({ demo, browser, agent } = office);
    await agent.reads('Desk');
    await agent.page.getByText('Nobody waits').waitFor(); // the line knows now that a person watches it
    await agent.shot('40-desk-empty');
    await agent.fits();
  });
  after(() => office?.close());
  const meet = (...who) => office.meet(...who);

  test('an officer verifies a customer by the keyboard; an auditor has the back of the card taken in another call, and agrees', async (t) => {
    const { session, customer, took } = await meet('Asha Rao', { audit: true }, { phone: inMumbai });
    t.diagnostic(`from taking a customer to their first picture: ${took} ms`);
    await agent.shot('41-call');
    await agent.page.keyboard.press('w');
    await agent.page.getByLabel(/^Say a phrase/).selectOption('hear_me');
    await customer.press('Write, new: 1');
    await customer.page.getByLabel('Your message').fill('No. I am deaf.');
    await customer.page.keyboard.press('Enter');
    await agent.page.getByRole('log').getByText('No. I am deaf.').waitFor();
    await agent.page.getByLabel('Message to the customer').fill('Then I write to you.');
    await agent.page.keyboard.press('Enter');
    await customer.page.getByRole('log').getByText('Then I write to you.').waitFor();
    await agent.shot('41-call-written');
    await agent.press('Notes');
    await customer.page.keyboard.press('Escape');
    await agent.page.getByRole('heading', { name: 'Steps' }).click();
    await agent.step(1);
    await customer.panel('liveness');
    await agent.page.getByText(/On the customer's screen/).waitFor();
    await agent.shot('42-call-liveness');
    await agent.settle(1, 'Liveness');
    await agent.step(2);
    await customer.photograph();
    await agent.found('Document', 'Passed');
    await agent.confirm({ 'Number': 'ABCPR1234F', 'Name': 'Asha Rao' });
    await agent.page.getByLabel('Notes').fill('Calm, alone in the room.');
    await agent.page.getByText('Kept.', { exact: true }).waitFor();
    await agent.page.reload(); // a crash of the page
    await agent.sees();
    assert.equal(await agent.page.getByLabel('Notes').inputValue(), 'Calm, alone in the room.');
    await agent.page.getByRole('heading', { name: 'Steps' }).click();
    await agent.step(3);
    await agent.settle(3, 'Face match');
    await agent.question();
    await agent.shot('43-call-checked');
    await agent.fits();
    await agent.page.keyboard.press('a');
    await agent.page.locator('dialog[open]').getByRole('button', { name: 'Approve', exact: true }).click();
    await agent.page.getByText('Decided', { exact: true }).first().waitFor();
    await agent.shot('44-decided');
    await customer.reads(/Thank you/);
    assert.deepEqual(customer.faults, []);
    await customer.leave();

    await demo.event(session.id, 'session.audited');
    await agent.open(demo.url + '/console/test/audit');
    await agent.page.getByText('Nothing to audit').waitFor(); // nobody audits his own call
    const auditor = await office.joined('Ila Menon', 'auditor');
    await recapture({ ...office, desk: () => office.desk(), story: (...what) => office.story(...what) }, auditor, session, 'Asha Rao');
    await auditor.shot('46-audit-done');
    assert.deepEqual(auditor.faults, []);
    await auditor.leave();
  });

  test('a supervisor watches from the wall, whispers to the officer, and barges in', async () => {
    const { session, customer } = await meet('Meena Pillai');
    const supervisor = await office.joined('Dev Sharma', 'supervisor');
    await supervisor.open(demo.url + '/console/test/floor');
    const tile = supervisor.page.locator('.wall .tile', { hasText: 'Meena Pillai' });
    await tile.getByText('Customer: picture').waitFor();
    await supervisor.shot('48-wall');
    await supervisor.fits();
    await tile.getByRole('link').click();
    for (const n of [0, 1]) await supervisor.page.waitForFunction((i) => document.querySelectorAll('.watch-party video')[i]?.currentTime > 0.3, n);
    await supervisor.page.getByText('Both are told that you watch').waitFor();
    await agent.page.getByText('Dev Sharma is listening').waitFor();
    await customer.page.getByText('A supervisor is listening').first().waitFor();
    await supervisor.shot('49-watch');
    await supervisor.fits();
    await supervisor.page.keyboard.down('w');
    await supervisor.page.getByText('Only the officer hears you').waitFor();
    await agent.page.getByText('Dev Sharma speaks to you alone').waitFor();
    await agent.hears(1);
    assert.equal(await customer.page.getByText('A supervisor is listening').first().isVisible(), true);
    await agent.shot('49-whispered');
    await supervisor.page.keyboard.up('w');
    await agent.page.getByText('Dev Sharma is listening').waitFor();
    await supervisor.press('Barge in');
    await customer.page.getByText('A supervisor is speaking').first().waitFor();
    await agent.page.getByText('Dev Sharma speaks to both of you').waitFor();
    await customer.hears(1);
    await customer.shot('49-barged-in');
    await supervisor.shot('49-barging-in');
    await supervisor.press('Leave');
    await agent.page.getByText('Dev Sharma').waitFor({ state: 'detached' });
    await supervisor.reads('Floor');
    await demo.event(session.id, 'supervisor.left');
    await agent.decide('Prompting', { yes: 'Reject for prompting' });
    await demo.event(session.id, 'session.rejected');
    await supervisor.open(demo.url + '/console/test/cases/' + session.id);
    await supervisor.page.getByText('spoke to both').waitFor();
    await supervisor.open(demo.url + '/console/test/cases');
    await supervisor.press('Take as a file');
    const [file] = await Promise.all([supervisor.page.waitForEvent('download'), supervisor.press('Take the file')]);
    assert.match(file.suggestedFilename(), /^cases-test-[\d-]+\.xlsx$/);
    assert.deepEqual(supervisor.faults, []);
    for (const who of [supervisor, customer]) await who.leave();
  });

  test('an officer rejects for prompting', async () => {
    const { session, customer } = await meet('Ravi Iyer');
    await agent.decide('Prompting', { yes: 'Reject for prompting' });
    const end = await demo.event(session.id, 'session.rejected');
    assert.ok(end.data.reasons.some((r) => r.code === 'prompting'), JSON.stringify(end.data));
    await customer.leave();
  });

  test('a customer is handed back to the line and met again', async () => {
    const { session, customer } = await meet('Meera சுப்பிரமணியன்');
    await agent.decide('Hand back');
    await customer.screen('waiting');
    await agent.takeNext('Meera');
    await customer.screen('call');
    await agent.decide('Unable to verify', { yes: 'End the call', reasons: ['The customer left.'] });
    const end = await demo.event(session.id, 'session.completed');
    assert.equal(end.data.outcome, 'needs_review');
    assert.deepEqual(agent.faults, []);
    await customer.leave();
  });

  test('a customer whose network breaks is waited for, and comes back', async () => {
    const { session, customer } = await meet('Kavya Nair');
    await customer.offline(true);
    await agent.page.getByText(/lost the connection/).waitFor();
    await agent.shot('47-interrupted');
    await customer.offline(false);
    await demo.event(session.id, 'session.resumed');
    await agent.sees();
    await agent.decide('Reject', { reasons: ['The customer refused a step.'] });
    await demo.event(session.id, 'session.rejected');
    await customer.leave();
  });

  handovers(() => office);

  test('the guide’s frame in a bank’s own console: an officer takes, decides, and hands back', async () => {
    const guide = await readFile(new URL('../../docs/embedding-desk.md', import.meta.url), 'utf8');
    const staff = await (await fetch(demo.url + '/desk/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email: demo.console.email, password: demo.console.password, livemode: false }) })).json();
    let html = '';
    const bank = createServer((q, r) => (q.url === '/staff-token' ? r.end(staff.token) : r.setHeader('Content-Type', 'text/html').end(html))).listen(0, '127.0.0.1');
    await once(bank, 'listening');
    const origin = 'http://localhost:' + bank.address().port;
    const { key } = await demo.ask('POST', '/v1/api_keys', { kind: 'public', name: 'console', origins: [origin] });
    html = '<!doctype html>' + /```html\n([^]*?)```/.exec(guide)[1].replaceAll('https://kyc.example.com', demo.url).replace('pk_test_...', key).replace('onEvent(e) {', 'onEvent(e) { (window.heard ??= []).push(e);');
    const banker = await Officer.at(browser, { size: [1280, 800] });
    const heard = (type) => banker.page.waitForFunction((type) => window.heard?.find((e) => e.type === type), type).then((h) => h.jsonValue());
    const inside = banker.page.frameLocator('#call iframe');
    try {
      await agent.open('about:blank'); // one officer, one place; nobody is at a desk any more
      const sign = banker.page.waitForResponse((r) => r.url().endsWith('/desk/presence'));
      await banker.open(origin);
      const said = await sign; // who works in the frame alone is at the desk all the same
      assert.deepEqual([said.status(), said.request().postDataJSON(), said.request().headers().authorization], [204, { state: 'online' }, 'Bearer ' + staff.token]);
      await heard('nobody_waits'); // and from now on the frame watches the line: no simulated officer takes whoever comes
      const session = await demo.invite('Asha Rao');
      const customer = await Customer.at(browser);
      await customer.toWaiting(session.url);
      await banker.page.evaluate(() => window.nextCustomer());
      assert.deepEqual((await heard('taken')).data, { session_id: session.id });
      await customer.screen('call');
      await inside.locator('.theirs').waitFor();
      await inside.locator('.theirs').evaluate((v) => new Promise((ok) => { const look = () => (v.videoWidth > 0 && v.currentTime > 0.3 ? ok() : v.requestVideoFrameCallback(look)); look(); }));
      await banker.shot('46-call-in-a-bank');
      assert.ok(!banker.page.frames().some((f) => f.url().includes(staff.token)), 'the token is in no address');
      await inside.getByRole('button', { name: 'Reject', exact: true }).click();
      await inside.locator('dialog[open]').getByRole('checkbox').first().check();
      await inside.locator('dialog[open]').getByRole('button', { name: 'Reject', exact: true }).click();
      assert.deepEqual((await heard('decided')).data, { session_id: session.id, decision: 'reject' });
      await demo.event(session.id, 'session.rejected');
      assert.doesNotMatch(JSON.stringify(await banker.page.evaluate(() => window.heard)), /Asha/);
      await customer.leave();
      // Another site is refused by the browser itself.
      await banker.open('http://127.0.0.1:' + bank.address().port);
      await banker.page.waitForFunction(() => document.querySelector('#call iframe'));
      await inside.locator('body.neterror').waitFor({ state: 'attached' });
      banker.faults.length = 0; // the browser's own word of it
    } finally {
      await banker.leave();
      bank.closeAllConnections();
      bank.close();
    }
  });
});
