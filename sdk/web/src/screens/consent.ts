import type { ConsentText } from '../session/door.js';
import type { TextKey } from '../texts.js';
import { h, setText, show } from './dom.js';
import { busy, button, heading, note, page, type Context, type Screen } from './screen.js';

/** The server's text, shown whole, and the agreement to exactly it. */
export function consent({ v, t }: Context): Screen {
  const text = h('div', { class: 'paper', tabindex: '0', role: 'region', 'aria-label': t.get('consent.title') });
  const trouble = note('bad');
  const agree = button(t.get('consent.agree'), () => void v.agree());
  const again = button(t.get('try_again'), () => (v.state.tries ? v.hurry() : void v.loadConsent(t.language)));
  let shown: ConsentText | null = null;
  void v.loadConsent(t.language);
  return {
    root: page(
      [heading(t.get('consent.title')), h('p', { class: 'lead' }, t.get('consent.lead')), text],
      [trouble, h('p', { class: 'small' }, t.get('consent.recorded')), agree, again],
    ),
    update(s) {
      if (s.consent && s.consent !== shown) {
        shown = s.consent;
        text.lang = shown.language;
        text.replaceChildren(...shown.text.split(/\n\s*\n/).map(paragraph));
      } else if (!s.consent) {
        text.replaceChildren(...[90, 100, 75, 95, 60].map((w) => h('div', { class: 'bone w' + w })));
      }
      text.setAttribute('aria-busy', String(!s.consent));
      show(agree, !!s.consent || !s.notice);
      show(again, s.tries > 0 || (!s.consent && !!s.notice));
      busy(agree, s.busy || !s.consent);
      busy(again, s.busy && !s.tries);
      show(trouble, s.tries > 0 || !!s.notice);
      if (s.tries) setText(trouble, t.get('opening.again') + '. ' + t.get('opening.again.text'));
      else if (s.notice) setText(trouble, t.get(`notice.${s.notice}` as TextKey));
    },
  };
}

/** A paragraph of the plain text; lines that begin with a dash become a list under the words before it. */
function paragraph(text: string): HTMLElement {
  const [words, ...items] = text.split(/\n-\s+/);
  return h('div', {}, h(items.length ? 'h2' : 'p', {}, words), items.length ? h('ul', {}, ...items.map((i) => h('li', {}, i))) : null);
}
