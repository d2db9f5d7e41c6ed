import { h, setText, show } from './dom.js';
import { button, heading, type Context, type Screen } from './screen.js';

/** While the session is being opened, or a later part of the SDK is on its way. Where that takes several tries it says so, and lets the customer hurry it. */
export function opening({ v, t, say }: Context): Screen {
  const title = heading(t.get(v.state.view ? 'ask.hold' : 'opening.title'));
  const text = h('p', { class: 'lead', hidden: true }, t.get('opening.again.text'));
  const again = button(t.get('try_again'), v.hurry);
  again.hidden = true;
  return {
    root: h('section', { class: 'page middle' },
      h('div', { class: 'content centre' }, h('div', { class: 'spinner' }), title, text),
      h('div', { class: 'actions' }, again)),
    update(s) {
      if (!(s.tries || s.late) || !text.hidden) return; // once said it stays: words that come and go are not read
      setText(title, t.get('opening.again'));
      show(text, true);
      show(again, true);
      say(title.textContent + '. ' + text.textContent);
    },
  };
}
