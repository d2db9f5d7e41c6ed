// The call as an officer works in it: what is next, what is said against an approval,
// and that nothing which he does is lost.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from '../visit.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** An officer's own call, whose case `says` changes as the server would. */
async function call(more = {}) {
  const s = await visit(browser, { size: [1280, 800], context: { reducedMotion: 'reduce' } });
  const c = Object.assign(s.cases.by('in_progress'), { mine: true, ...more });
  await s.open('/test/call/' + c.id);
  await s.page.locator('.decision-bar').waitFor();
  const bar = s.page.getByRole('group', { name: 'Decision' });
  return { ...s, c, bar, says: (now) => { Object.assign(c, now, { version: c.version + 1 }); s.sockets.at(-1).send({ type: 'session', session: c }); } };
}

const steps = (of) => ['consent', 'liveness', 'document', 'face_match', 'decision'].map((id) => ({ id, progress: of[id] ?? 'pending' }));
const done = { consent: 'done', liveness: 'done', document: 'done', face_match: 'done', decision: 'current' };
const judged = (c) => c.questions.map((q) => ({ ...q, answer: 'satisfactory' }));

test('what is left stands in the bar; only an approval is the main button, and the bar stays as high', async () => {
  const s = await call();
  const main = () => s.bar.locator('.button.main').allInnerTexts();
  const height = () => s.bar.evaluate((e) => e.getBoundingClientRect().height);
  const high = await height();
  await s.bar.getByText('To do first: face match, judge 1 answer.').waitFor();
  const unconfirmed = { code: 'fields_unconfirmed', message: 'What was read on the document was not confirmed.' };
  s.says({ steps: steps(done), checks: s.cases.checks(5, 'approved'), questions: [], against: [unconfirmed, { code: 'x', message: 'A long reason. '.repeat(30) }] });
  await s.bar.getByText('To do first: confirm what the document says, ask 2 questions.').waitFor();
  assert.equal(await s.bar.getByRole('button', { name: 'Send to review', exact: true }).isEnabled(), true);
  assert.deepEqual(await main(), []);
  assert.equal(await height(), high);
  await s.bar.getByRole('button', { name: 'All 2 reasons for a review' }).click();
  await s.page.locator('dialog[open]').getByText('What was read on the document was not confirmed.').waitFor();
  await s.page.keyboard.press('Escape');
  s.says({ questions: judged(s.cases.by('completed')), against: [{ code: 'x', message: 'A long reason. '.repeat(30) }] });
  await s.bar.getByText(/An approval goes to a review/).waitFor();
  assert.equal(await height(), high);
  s.says({ against: [] });
  await s.bar.getByText('Everything passed.').waitFor();
  assert.deepEqual((await main()).map((t) => t.trim()), ['Approve']);
  assert.equal(await height(), high);
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a failed check comes first, and one that was not computed is not done', async () => {
  const s = await call();
  const [, , card, faces] = s.cases.checks(5);
  const live = { ...s.cases.checks(5)[0], verdict: 'failed' };
  s.says({ steps: steps({ consent: 'done', liveness: 'failed', document: 'current' }), checks: [live] });
  await s.bar.getByText('Liveness failed: look at it; reject, or start it again.').waitFor();
  assert.equal(await s.page.locator('.steps .button.main').count(), 0);
  await s.page.getByRole('button', { name: 'Again: Liveness', exact: true }).waitFor();
  s.says({ steps: steps({ consent: 'done', liveness: 'pending', document: 'done', face_match: 'done' }), checks: [card, { ...faces, verdict: 'unavailable' }] });
  const step = s.page.locator('.steps li', { hasText: 'Face match' });
  await step.getByText('not computed').first().waitFor();
  assert.equal(await step.getAttribute('class'), 'open');
  await s.close();
});

test('what a check found comes into view, unless the officer looks at something there', async () => {
  const s = await call({ checks: [] });
  const all = s.cases.checks(5);
  const seen = (id) => s.page.waitForFunction((id) => { const part = document.getElementById(id)?.getBoundingClientRect(); const panel = document.querySelector('.call-right > .panel').getBoundingClientRect(); return part && part.top >= panel.top && part.top < panel.bottom - 80; }, id);
  s.says({ checks: all.slice(0, 3) });
  await seen(all[2].id);
  s.says({ checks: all });
  await seen(all[3].id);
  await s.page.locator('.call-right > .panel').first().evaluate((e) => { e.scrollTo({ top: 0, behavior: 'instant' }); e.dispatchEvent(new Event('wheel')); });
  const again = { ...all[3], id: 'chk_again' };
  s.says({ checks: [...all, again] });
  await s.page.locator('#chk_again').waitFor({ state: 'attached' });
  await s.page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => requestAnimationFrame(ok))));
  assert.equal(await s.page.locator('.call-right > .panel').first().evaluate((e) => e.scrollTop), 0);
  await s.close();
});

test('by keys: the next answer is judged, and a dialog is sent from within its note', async () => {
  const s = await call();
  const sent = (name) => s.server.requests.filter((r) => r.name === name);
  const asked = s.page.waitForRequest((r) => r.url().endsWith('/questions/q2/answer'));
  await s.page.keyboard.press('x');
  assert.deepEqual((await asked).postDataJSON(), { answer: 'unsatisfactory', words: '' });
  await s.page.keyboard.press('r');
  const dialog = s.page.locator('dialog[open]');
  await dialog.getByText('Another reason').click();
  await dialog.getByRole('textbox', { name: 'Note' }).focus();
  await s.page.keyboard.press('Control+Enter');
  await dialog.getByText('Say which other reason it is.').waitFor();
  assert.equal(sent(`POST /desk/sessions/${s.c.id}/decision`).length, 0);
  await s.page.keyboard.press('Escape');
  await s.page.keyboard.press('r');
  assert.equal(await dialog.getByRole('checkbox', { name: /^Another reason/ }).isChecked(), true, 'what was ticked is kept');
  await s.page.keyboard.type(' '); // focus is on a reason, not on a button
  await dialog.getByRole('textbox', { name: 'Note' }).fill('A bell rings.');
  const decided = s.page.waitForRequest((r) => r.url().endsWith('/decision'));
  await s.page.keyboard.press('Control+Enter');
  assert.equal((await decided).postDataJSON().note, 'A bell rings.');
  await s.close();
});

test('a note that was typed a moment before the page is left is kept', async () => {
  const s = await call();
  await s.page.getByLabel('Notes').fill('Calm.');
  await s.page.reload();
  await s.page.locator('.decision-bar').waitFor();
  assert.deepEqual(s.server.requests.filter((r) => r.name.endsWith('/notes')).map((r) => r.body), [{ notes: 'Calm.' }]);
  await s.close();
});
