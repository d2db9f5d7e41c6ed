// Puts the style sheets into a shadow root without an inline style, so that it
// works under a strict content security policy.

import css from './styles/first.css';

const texts = [css];
const sheets: CSSStyleSheet[] = [];

/** Adds what a later part is styled by. */
export function add(more: string): void {
  texts.push(more);
}

/** Styles a shadow root with all that is there. Browsers that cannot construct sheets load `{base}/sdk/basekyc.css`. */
export function style(root: ShadowRoot, base: string): void {
  try {
    for (const text of texts.slice(sheets.length)) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      sheets.push(sheet);
    }
    if (root.adoptedStyleSheets.length !== sheets.length) root.adoptedStyleSheets = [...sheets];
  } catch {
    if (root.querySelector('link')) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = base + '/sdk/basekyc.css';
    root.append(link);
  }
}
