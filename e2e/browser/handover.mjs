// Customers who change hands: given to a named officer, or left by one whose browser
// died.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launch } from '../../sdk/web/test/browser/chromium.mjs';

/** Registers the walks; `of` gives the office once it is open. */
export function handovers(of) {
  test('a customer is handed to a named officer, who alone gets them', async () => {
    const office = of();
    const { demo, agent } = office;
    const nila = await office.joined('Nila Das', 'agent');
    await office.desk(nila);
    const { session, customer } = await office.meet('Usha Pillai');
    await agent.decide('Hand back', { yes: 'Hand to Nila Das', reasons: ['Nila Das'] });
    await customer.screen('waiting');
    await office.desk();
    await agent.page.locator('.line').getByText('Usha Pillai').waitFor();
    assert.equal(await agent.page.locator('.line').getByRole('button', { name: 'Take', exact: true }).isDisabled(), true);
    assert.equal(await agent.page.evaluate(() => fetch('/desk/next', { method: 'POST', headers: { 'BaseKYC-Mode': 'test' } }).then((r) => r.status)), 404, 'nor is the customer whoever is next');
    agent.faults.length = 0; // the browser's own word of that
    await nila.takeNext('Usha Pillai');
    await customer.screen('call');
    await customer.sees();
    await nila.decide('Reject', { reasons: ['The customer refused a step.'] });
    await demo.event(session.id, 'session.rejected');
    const told = await office.story(session, 'session.queued', 'session.started', 'session.decided');
    assert.deepEqual(told.map((e) => e.type), ['session.queued', 'session.started', 'session.queued', 'session.started', 'session.decided']);
    const [, taken, back, again, decided] = told.map((e) => e.data);
    assert.equal(back.cause, 'another_officer');
    assert.equal(back.officer_id, taken.officer_id);
    assert.notEqual(again.officer_id, taken.officer_id);
    assert.deepEqual([back.to_officer_id, decided.officer_id], [again.officer_id, again.officer_id]);
    assert.deepEqual([nila.faults, agent.faults, customer.faults], [[], [], []]);
    for (const who of [nila, customer]) await who.leave();
  });

  test('of two officers whose browsers die one comes back into the call; the customer of the other one waits for somebody else', async () => {
    const office = of();
    const { demo, agent } = office;
    const other = await launch(true);
    await agent.open('about:blank'); // nobody else is at a desk while he takes his customer
    const omar = await office.joined('Omar Khan', 'agent', other);
    const left = await office.meet('Geeta Joshi', {}, { by: omar });
    await kill(other, 'Browser.crash');
    assert.equal((await demo.event(left.session.id, 'session.interrupted')).data.cause, 'agent_lost');
    await left.customer.panel('reconnecting');
    await left.customer.page.getByText('The officer is reconnecting').first().waitFor();

    const { session, customer } = await office.meet('Anil Kumar');
    await kill(agent.page, 'Page.crash');
    assert.equal((await demo.event(session.id, 'session.interrupted')).data.cause, 'agent_lost');
    await customer.page.getByText('The officer is reconnecting').first().waitFor();
    await agent.sitDown();
    await agent.open(demo.url + '/console/test');
    await agent.page.getByText('Your call with Anil Kumar goes on, interrupted.').waitFor();
    await agent.shot('47-crashed');
    await agent.page.getByRole('link', { name: 'Back into the call' }).click();
    await agent.sees();
    await demo.event(session.id, 'session.resumed');
    await customer.sees();
    await agent.decide('Reject', { reasons: ['The customer refused a step.'] });
    await demo.event(session.id, 'session.rejected');
    const told = await office.story(session, 'session.started', 'session.interrupted', 'session.resumed', 'session.decided');
    assert.deepEqual(told.map((e) => e.type), ['session.started', 'session.interrupted', 'session.resumed', 'session.decided'], 'the same call');
    await customer.leave();

    await office.desk();
    await left.customer.press('Wait for another officer');
    await left.customer.screen('waiting');
    await agent.takeNext('Geeta Joshi');
    await left.customer.screen('call');
    await left.customer.sees();
    await agent.decide('Reject', { reasons: ['The customer refused a step.'] });
    await demo.event(left.session.id, 'session.rejected');
    const way = await office.story(left.session, 'session.queued', 'session.started', 'session.interrupted', 'session.decided');
    assert.deepEqual(way.map((e) => e.type), ['session.queued', 'session.started', 'session.interrupted', 'session.queued', 'session.started', 'session.decided']);
    assert.equal(way[3].data.cause, 'agent_lost');
    assert.equal(way[5].data.officer_id, way[4].data.officer_id);
    assert.notEqual(way[4].data.officer_id, way[1].data.officer_id);
    assert.deepEqual([left.customer.faults, agent.faults], [[], []]);
    await left.customer.leave();
  });
}

/** Ends a process of the browser as a crash does, without a word to the server. */
async function kill(of, how) {
  const page = how === 'Page.crash';
  const wire = page ? await of.context().newCDPSession(of) : await of.newBrowserCDPSession();
  const gone = new Promise((ok) => of.once(page ? 'crash' : 'disconnected', ok));
  wire.send(how).catch(() => undefined); // nobody is left to answer
  await gone;
}
