// Puts the style sheet into a shadow root without an inline style, so that it
// works under a strict content security policy.

import css from './styles/sdk.css';

let shared: CSSStyleSheet | null = null;

/** Styles a shadow root. Browsers that cannot construct sheets load `{base}/sdk/basekyc.css`. */
export function style(root: ShadowRoot, base: string): void {
  try {
    if (!shared) {
      shared = new CSSStyleSheet();
      shared.replaceSync(css);
    }
    root.adoptedStyleSheets = [shared];
  } catch {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = base + '/sdk/basekyc.css';
    root.append(link);
  }
}
