import type { State } from '../state.js';
import { h, show } from './dom.js';
import { button, type Context } from './screen.js';

/** Times to choose one of instead of waiting, while there are some. `further` are other ways on. */
export function times({ v, t, say }: Context, ...further: HTMLElement[]): { root: HTMLElement; update(s: State): void } {
  const list = h('div', { class: 'times' });
  const words = h('p', {}, t.get('waiting.later'));
  const root = h('div', { class: 'later', hidden: true }, ...further, words, list);
  const when = new Intl.DateTimeFormat(t.language, { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
  let offered: unknown;
  return {
    root,
    update(s) {
      show(root, s.slots.length > 0 || (s.offered && further.length > 0));
      if (s.slots === offered) return;
      offered = s.slots;
      list.replaceChildren(...s.slots.slice(0, 6).map((x) => button(when.format(new Date(x.starts_at)), () => void v.book(x.starts_at), 'quiet')));
      show(words, s.slots.length > 0);
      if (s.slots.length) say(t.get('waiting.later'));
    },
  };
}
