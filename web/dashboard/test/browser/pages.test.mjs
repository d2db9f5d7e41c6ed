// What holds for every page, at both widths: nothing is refused by the policy or
// thrown, nothing is cut off at the side, everything that can be pressed has a
// name, and the page says in its title what it is.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pages } from '../pages.mjs';
import { launch, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Runs in the page. */
function unnamed() {
  const name = (e) => e.getAttribute('aria-label') || e.textContent.trim() || e.title || (e.id && document.querySelector(`label[for="${e.id}"]`)?.textContent) || e.closest('label')?.textContent;
  return [...document.querySelectorAll('button, a[href], input, select, textarea')].filter((e) => !name(e)).map((e) => e.outerHTML.slice(0, 120));
}

for (const [name, see] of Object.entries(pages)) {
  test(name, async () => {
    const s = await visit(browser, { size: [390, 844], ...see.wanted });
    await see.go(s);
    for (const width of [390, 1280, 640]) { // 640 is 1280 at 200 % zoom
      await s.page.setViewportSize({ width, height: 844 });
      // A chart takes its new width a frame after the page has: what counts is where the page comes to rest.
      await s.page.waitForFunction(() => document.documentElement.scrollWidth === document.documentElement.clientWidth)
        .catch(() => assert.fail(`something is cut off at ${width}`));
    }
    assert.deepEqual(await s.page.evaluate(unnamed), []);
    assert.match(await s.page.title(), /. · BASEKYC$/);
    assert.equal(await s.page.locator('h1').count(), 1);
    assert.deepEqual(s.faults, []);
    await s.close();
  });
}
