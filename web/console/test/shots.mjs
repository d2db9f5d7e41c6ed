// Takes a picture of every page of the console, for people to look at:
// node test/shots.mjs FOLDER [NAME [LOOK]]. At two widths, light and dark, in both languages.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { barriers } from '../../../sdk/web/test/browser/chromium.mjs';
import { pages } from './pages.mjs';
import { launch, visit } from './visit.mjs';

const [folder, only = '', wanted = ''] = process.argv.slice(2);
if (!folder) throw new Error('say into which folder');
mkdirSync(folder, { recursive: true });

const looks = [['en-1280', 'en', [1280, 860], {}], ['hi-1280-dark', 'hi', [1280, 860], { colorScheme: 'dark' }], ['hi-1600', 'hi', [1600, 1000], {}], ['en-1600-dark', 'en', [1600, 1000], { colorScheme: 'dark' }]];
const browser = await launch();
let wrong = 0;
for (const [name, see] of Object.entries(pages)) {
  if (only && !name.startsWith(only)) continue;
  for (const [look, language, size, context] of looks.filter(([l]) => l.startsWith(wanted))) {
    const s = await visit(browser, { size, context, language, ...see.wanted });
    try {
      await see.go(s);
      await s.page.evaluate(() => document.fonts.ready);
      await s.page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished.catch(() => undefined))));
      await s.page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: !see.dialog });
      for (const b of await barriers(s.page)) tell(name, look, b);
    } catch (e) {
      tell(name, look, String(e).slice(0, 400));
    }
    if (s.faults.length) tell(name, look, s.faults);
    await s.close();
  }
}
await browser.close();
process.exitCode = wrong ? 1 : 0;

function tell(...what) {
  wrong++;
  console.error(...what);
}
