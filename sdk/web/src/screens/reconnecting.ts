import { h, setText, show } from './dom.js';
import type { State } from '../state.js';
import type { Slot } from '../session/door.js';
import { button, note, type Context, type Screen } from './screen.js';
import type { TextKey, Texts } from '../texts.js';
import { times } from './times.js';

const none: Slot[] = [];

/** A party is lost: says so, that nothing is lost with it, and how long the place is kept, where the server said. Whose officer does not come back may wait for another one, or choose a time. */
export function reconnecting(c: Context): Screen {
  const { v, t, say } = c;
  const title = h('strong', { class: 'word' });
  const text = h('p', {});
  const left = h('p', { class: 'left' });
  const elsewhere = times(c, button(t.get('lost.other'), () => void v.again()));
  const trouble = note('bad');
  const root = h('div', { class: 'lost' }, h('div', { class: 'card float centre' }, h('div', { class: 'spinner' }), title, text, left, elsewhere.root, trouble));
  let state: State | null = null;

  function draw(): void {
    const ends = Date.parse(state?.view?.grace_ends_at ?? '');
    const seconds = Math.max(0, Math.ceil((ends - v.clock.now()) / 1000));
    show(left, Number.isFinite(ends));
    if (Number.isFinite(ends)) setText(left, t.get('lost.left', { time: clock(t, seconds) }));
  }
  const timer = setInterval(draw, 250);
  return {
    root,
    update(s) {
      state = s;
      const officer = s.line === 'open' && !s.officerHere;
      setText(text, t.get(officer ? 'lost.officer.text' : 'lost.text'));
      const words = t.get(officer ? 'lost.officer' : 'lost.title');
      if (title.textContent !== words) say(words + '. ' + text.textContent);
      setText(title, words);
      elsewhere.update(officer ? s : { ...s, slots: none, offered: false });
      show(trouble, !!s.notice);
      if (s.notice) setText(trouble, t.get(`notice.${s.notice}` as TextKey));
      draw();
    },
    close: () => clearInterval(timer),
  };
}

/** Seconds as m:ss, in the language's digits. */
export function clock(t: Texts, seconds: number): string {
  return t.number(Math.floor(seconds / 60)) + ':' + t.number(seconds % 60, 2);
}
