// A customer who has to come again, for one piece: an auditor asks, the bank sends a
// fresh link, the second call asks for that piece only, and the auditor agrees.

import assert from 'node:assert/strict';
import { Customer } from './customer.mjs';
import { inMumbai } from './office.mjs';

/** Goes on where a first call, of a customer whose place is known, is with the auditors. */
export async function recapture({ demo, browser, agent, desk, story }, auditor, session, name) {
  await auditor.open(demo.url + '/console/test/audit');
  await auditor.press('Take a case');
  await auditor.page.getByText(name).first().waitFor();
  await auditor.page.locator('.shot img').first().evaluate((img) => img.decode());
  await auditor.shot('45-audit');
  await auditor.fits();
  await auditor.press('Recapture');
  const dialog = auditor.page.locator('dialog[open]');
  const piece = (n) => dialog.getByRole('checkbox', { name: n, exact: true });
  await piece('Document').check();
  await piece('Document, back').check();
  assert.equal(await piece('Document').isChecked(), false, 'the whole document, or a side of it');
  await auditor.shot('45-audit-pieces');
  await auditor.fits();
  await dialog.getByText('The document cannot be read.').click();
  await dialog.getByRole('button', { name: 'Ask for another call' }).click();
  const asked = await demo.event(session.id, 'session.recapture_required');
  assert.deepEqual(asked.data.pieces, ['document_back']);
  assert.deepEqual(asked.data.carried_over.map((c) => c.piece).sort(), ['document_front', 'liveness', 'location', 'questions']);

  await desk();
  const link = await demo.ask('POST', `/v1/sessions/${session.id}/token`);
  const customer = await Customer.at(browser, inMumbai); // another device
  await customer.open(link.url);
  await customer.screen('welcome');
  await customer.reads('What is taken again');
  assert.deepEqual(await customer.page.locator('ol.list li').allTextContents(), ['1Document, back']);
  await customer.shot('1-welcome-again');
  await customer.press('Start');
  await customer.screen('devices'); // the agreement stands
  await customer.turnOn();
  await agent.takeNext(name);
  await customer.screen('call');
  const step = (n) => agent.page.locator('.steps li').filter({ hasText: n });
  await step('Liveness').getByText('of call 1').waitFor();
  await step('Document').getByText('Back', { exact: true }).waitFor();
  await agent.page.getByText('To do first: document, face match.').waitFor();
  await agent.shot('43-call-again');
  await agent.page.getByRole('heading', { name: 'Steps' }).click();
  await agent.step(2);
  await customer.page.getByText('Show the back of your PAN card').first().waitFor();
  await customer.photograph();
  await agent.page.locator('.steps li.done').filter({ hasText: 'Document' }).waitFor();
  await agent.page.getByText('PAN back').first().waitFor();
  await agent.step(3);
  await agent.settle(3, 'Face match');
  await agent.page.keyboard.press('a');
  await agent.page.locator('dialog[open]').getByRole('button', { name: 'Approve', exact: true }).click();
  await agent.page.getByText('Decided', { exact: true }).first().waitFor();
  await customer.reads(/Thank you/);
  assert.deepEqual(customer.faults, []);
  await customer.leave();

  await demo.event(session.id, 'session.audited', 2);
  await auditor.open(demo.url + '/console/test/audit');
  await auditor.press('Take a case');
  await auditor.page.getByText(name).first().waitFor();
  await auditor.page.getByText('PAN back').first().waitFor();
  await auditor.decide('Agree');
  await demo.event(session.id, 'session.completed');

  const result = await demo.ask('GET', `/v1/sessions/${session.id}/result`);
  assert.equal(result.outcome, 'approved');
  assert.deepEqual(result.carried_over.map((c) => [c.piece, c.call]).sort(), [['document_front', 1], ['liveness', 1], ['location', 1], ['questions', 1]]);
  const way = ['session.audited', 'session.recapture_required', 'session.token_issued', 'session.joined', 'session.queued', 'session.started', 'session.decided', 'audit.decided', 'session.completed'];
  const first = ['session.joined', 'session.queued', 'session.started', 'session.decided'];
  assert.deepEqual((await story(session, ...way)).map((e) => e.type),
    [...first, 'session.audited', 'session.recapture_required', 'session.token_issued', ...first, 'session.audited', 'audit.decided', 'session.completed']);
}
