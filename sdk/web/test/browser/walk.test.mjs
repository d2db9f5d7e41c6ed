// The whole way, once, as a customer goes it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, playing, toCall, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('from the link to the thanks', async () => {
  const s = await visit(browser, { wanted: { redirect_url: 'https://bank.example/back' } });
  await toCall(s);
  assert.equal(new URL(s.page.url()).hash, '', 'the code has left the address bar');
  await s.desk.waitForFunction(() => window.received > 5);
  const params = await s.desk.evaluate(() => window.pc.remoteDescription.sdp);
  assert.match(params, /a=group:BUNDLE 0 1/);

  s.server.instruct('look_ahead');
  await s.panel('liveness');
  s.server.instruct('challenge', { challenge: 'turn_left' });
  await s.page.getByText('Turn left', { exact: true }).waitFor();
  assert.equal(await s.page.locator('[aria-live]').textContent(), 'Turn left. Turn your head to your left, then back');
  s.server.instruct('challenge', { challenge: 'turn_left', attempt: 2, feedback: 'not_seen' });
  await s.page.getByText('We did not see the movement').first().waitFor();
  s.server.instruct('hold');
  await s.panel('caption');
  await s.page.getByText('One moment').first().waitFor();
  s.server.done('liveness');

  s.server.instruct('document', { document: 'pan', side: 'front', expires_at: undefined });
  await s.panel('document');
  await s.press('Take photo');
  await s.page.getByText('Is everything readable?').first().waitFor();
  await s.press('Retake');
  await s.press('Take photo');
  const posted = s.server.next('PATCH pieces');
  await s.press('Use this photo');
  await posted;
  await s.page.getByText('Photo received').first().waitFor();
  assert.equal(s.server.still.query, '?document=pan&side=front');
  assert.match(s.server.still.type, /^image\/(jpeg|png)$/);
  assert.ok(s.server.still.bytes.length > 1000);
  s.server.done('document');
  await s.panel('caption');
  assert.ok(await s.page.evaluate(playing), 'the officer is still there');

  s.server.set({ status: 'decided', steps: s.server.view.steps.map((x) => ({ ...x, progress: 'done' })) });
  await s.screen('end');
  await s.page.getByText('Thank you, Asha Rao').first().waitFor();
  await s.page.getByRole('button', { name: 'Continue to Demo Bank' }).waitFor();
  assert.deepEqual(s.faults, [], 'nothing was refused by the content security policy or thrown');
  await s.close();
});

test('an older view never replaces a newer one', async () => {
  const s = await visit(browser);
  await toCall(s);
  s.server.instruct('challenge', { challenge: 'smile' });
  await s.panel('liveness');
  s.server.tell({ type: 'session', session: { ...s.server.view, version: 1, status: 'joined' } });
  s.server.instruct('challenge', { challenge: 'look_up' });
  await s.page.getByText('Look up', { exact: true }).waitFor();
  await s.close();
});

test('customer and officer write to each other; nothing is lost with the connection or a reload', async () => {
  const s = await visit(browser);
  await toCall(s);
  const said = s.page.locator('.said'), log = s.page.getByRole('log'), box = s.page.getByRole('textbox', { name: 'Your message' });
  s.server.write('Can you hear me?');
  await said.getByText('Can you hear me?').waitFor();
  assert.equal(await s.page.locator('[aria-live]').textContent(), 'Officer: Can you hear me?');
  await s.page.getByRole('button', { name: 'Write, new: 1' }).press('Enter');
  await log.getByText('Can you hear me?').waitFor();
  assert.equal(await said.isVisible(), false, 'what is read is no caption');
  assert.ok(await box.evaluate((b) => b === b.getRootNode().activeElement), 'one can type at once');
  await box.fill('No, I am deaf.');
  await box.press('Enter');
  await log.locator('.ours:not(:has(small))').getByText('No, I am deaf.').waitFor();
  await box.fill('too fast');
  await box.press('Enter');
  await log.getByText('Not sent').waitFor();

  s.server.mute = true; // what is written now does not arrive
  await s.press('Please write it');
  await log.getByText('Sending').waitFor();
  s.server.mute = false;
  s.server.cut();
  await s.panel('reconnecting');
  await s.panel('caption');
  await s.press('Write');
  await log.locator('.ours:not(:has(small))').getByText('Please write it').waitFor();
  assert.deepEqual(s.server.view.messages.map((m) => m.text), ['Can you hear me?', 'No, I am deaf.', 'Please write it']);
  await box.press('Escape');
  assert.equal(await log.isVisible(), false);
  await s.page.waitForFunction(() => [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot.activeElement?.textContent.startsWith('Write'));

  await s.press('Write');
  s.server.instruct('challenge', { challenge: 'smile' }); // one thing at a time
  await s.panel('liveness');
  assert.equal(await log.isVisible(), false);
  s.server.write('Take your time.');
  await said.getByText('Take your time.').waitFor();
  s.server.done('liveness');
  await s.page.reload();
  await s.panel('caption');
  assert.equal(await said.isVisible(), false, 'what was said before is no news');
  await s.press('Write');
  await log.getByText('Take your time.').waitFor();
  assert.deepEqual(s.faults, []);
  await s.close();
});
