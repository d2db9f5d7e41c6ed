// What holds for the pages of the console, in Hindi, whose texts are the longer ones:
// nothing is cut off at the side, no barrier that a program can find, everything to
// be reached by the keyboard with a ring around it. The fullest pages are here; all
// of them, in both languages and looks, are walked by `make looks`.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from '../../../../sdk/web/test/browser/chromium.mjs';
import { pages } from '../pages.mjs';
import { launch, visit } from '../visit.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const name of ['desk', 'call', 'audit-review', 'numbers']) {
  test(name, async () => {
    const see = pages[name];
    const s = await visit(browser, { language: 'hi', ...see.wanted });
    await see.go(s);
    assert.deepEqual(await barriers(s.page), []);
    for (const width of [1280, 640]) {
      await s.page.setViewportSize({ width, height: 860 });
      await s.page.waitForFunction(() => document.documentElement.scrollWidth === document.documentElement.clientWidth).catch(() => assert.fail(`something is cut off at ${width}`));
    }
    assert.deepEqual(s.faults, []);
    await s.close();
  });
}

test('the desk by keyboard alone, and who comes is said', async () => {
  const s = await visit(browser, { line: [] });
  await s.open('/test');
  await s.page.locator('.empty').first().waitFor();
  const ringed = () => s.page.evaluate(() => { const e = document.activeElement; const looks = [getComputedStyle(e), getComputedStyle(e, '::after')]; return e === document.body || looks.some((c) => c.boxShadow !== 'none' || c.outlineStyle !== 'none') ? '' : e.outerHTML.slice(0, 120); });
  for (let i = 0; i < 12; i++) {
    await s.page.keyboard.press('Tab');
    assert.equal(await ringed(), '', 'where one is can be seen');
  }
  const someone = s.cases.by('waiting');
  s.sockets[0].send({ type: 'queue', cases: [someone] });
  await s.page.getByRole('status').filter({ hasText: someone.customer.name }).waitFor({ state: 'attached' });
  await s.close();
});

test('the language is chosen in the menu and kept', async () => {
  const s = await visit(browser, { line: [], cases: [] });
  await s.open('/test');
  await s.page.getByRole('heading', { level: 1, name: 'Desk' }).waitFor();
  await s.page.getByRole('button', { name: 'Meera Iyer' }).click();
  await s.page.getByRole('button', { name: 'हिन्दी' }).click();
  await s.page.getByRole('heading', { level: 1, name: 'डेस्क' }).waitFor();
  assert.equal(await s.page.evaluate(() => document.documentElement.lang + ' ' + localStorage.getItem('language')), 'hi hi');
  await s.close();
});
