// Takes a picture of every page, for people to look at: node test/shots.mjs FOLDER [NAME].

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, visit } from './browser/chromium.mjs';
import { pages } from './pages.mjs';

const [folder, only = ''] = process.argv.slice(2);
if (!folder) throw new Error('say into which folder');
mkdirSync(folder, { recursive: true });

const browser = await launch();
for (const [name, see] of Object.entries(pages)) {
  if (only && !name.includes(only)) continue;
  for (const [look, size, context] of [['1280', [1280, 860], {}], ['390', [390, 844], { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }], ['1280-dark', [1280, 860], { colorScheme: 'dark' }], ['390-dark', [390, 844], { colorScheme: 'dark', hasTouch: true, isMobile: true, deviceScaleFactor: 2 }]]) {
    const s = await visit(browser, { size, context, ...see.wanted });
    try {
      await see.go(s);
      await s.page.evaluate(() => document.fonts.ready);
      await s.page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished.catch(() => undefined))));
      await s.page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: !see.dialog });
    } catch (e) {
      console.error(name, look, String(e).slice(0, 400));
    }
    if (s.faults.length) console.error(name, look, s.faults);
    await s.close();
  }
}
await browser.close();
