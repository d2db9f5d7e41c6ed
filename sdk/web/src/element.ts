// <base-kyc url="…"></base-kyc>: the same verification as an element. Each event
// is dispatched as a CustomEvent of its type, with the event as `detail`.

import { create } from './create.js';
import { BaseKYCError } from './types/errors.js';
import type { Handle, Options } from './types/options.js';

// The module may be loaded where there is no DOM, by a bundler or a server.
const Base = typeof HTMLElement === 'undefined' ? (class {} as typeof HTMLElement) : HTMLElement;

export class BaseKYCElement extends Base {
  /** Own words, as `texts` of the options; set it before the element is put on the page, or as the attribute in JSON. */
  texts: Record<string, string> | null = null;
  private handle: Handle | null = null;

  connectedCallback(): void {
    const get = (name: string) => this.getAttribute(name) ?? undefined;
    const theme = {
      mode: get('mode'), accent: get('accent'), surface: get('surface'), text: get('text'), darkSurface: get('dark-surface'), darkText: get('dark-text'),
      danger: get('danger'), radius: get('radius'), font: get('font'), logo: get('logo'), logoAlt: get('logo-alt'),
    };
    const options = {
      container: this, theme, texts: this.texts ?? wordsOf(get('texts')),
      url: get('url'), sessionToken: get('session-token'), publicKey: get('public-key'),
      baseUrl: get('base-url'), language: get('language'), parentOrigin: get('parent-origin'),
      onEvent: (e) => this.dispatchEvent(new CustomEvent(e.type, { detail: e, bubbles: true, composed: true })),
    } as Options;
    this.handle = create(options);
    void this.handle.start();
  }

  disconnectedCallback(): void {
    this.handle?.destroy();
    this.handle = null;
  }
}

function wordsOf(json: string | undefined): Options['texts'] {
  if (!json) return undefined;
  try {
    return JSON.parse(json) as Record<string, string>;
  } catch {
    throw new BaseKYCError('invalid_options', 'texts: not JSON');
  }
}

/** Makes the element known, once. */
export function define(): void {
  if (typeof customElements !== 'undefined' && !customElements.get('base-kyc')) customElements.define('base-kyc', BaseKYCElement);
}
