// A movement to make: one word, one arrow, and a ring that fills while there is
// time. The arrow points as in a mirror, like the picture inside the ring.

import { dim } from '../call/picture.js';
import type { Instruction } from '../types/view.js';
import type { TextKey } from '../texts.js';
import { feedbackKey } from './feedback.js';
import { h, setText, show } from './dom.js';
import { ring, sign, type SignName } from './signs.js';
import type { Context, Screen } from './screen.js';

const arrows: Record<string, SignName> = { turn_left: 'left', turn_right: 'right', look_up: 'up', look_down: 'down', smile: 'smile', look_ahead: 'eye' };

const glance = 800; // ms between two looks at the light

export function liveness({ v, t, say }: Context, self: HTMLVideoElement): Screen {
  const word = h('strong', { class: 'word' });
  const how = h('span', {});
  const again = h('p', { class: 'again', hidden: true });
  const arrow = h('div', { class: 'arrow' });
  const circle = h('div', { class: 'circle' }, arrow);
  circle.prepend(ring());
  const root = h('div', { class: 'liveness' }, circle, h('div', { class: 'strip centre' }, again, word, how));
  let shown = '';
  let frame = 0;

  function fill(i: Instruction): void {
    cancelAnimationFrame(frame);
    const from = Date.parse(i.asked_at), to = Date.parse(i.expires_at ?? '');
    circle.classList.toggle('timed', to > from);
    if (!(to > from)) return;
    const tick = () => {
      const part = Math.min(1, Math.max(0, (v.clock.now() - from) / (to - from)));
      circle.style.setProperty('--part', part.toFixed(3));
      if (part < 1) frame = requestAnimationFrame(tick);
    };
    tick();
  }

  let told = ''; // what the server said of the last try
  function hint(): void {
    const more = told || (dim(self) ? t.get('hint.too_dark') : '');
    if (more && more !== again.textContent) say(more);
    setText(again, more);
    show(again, !!more);
    root.classList.toggle('dim', !told && !!more);
  }
  const timer = setInterval(hint, glance);

  return {
    root,
    update(s) {
      const i = s.view!.instruction!;
      if (i.id === shown) return;
      shown = i.id;
      const ask = i.kind === 'look_ahead' ? 'look_ahead' : (i.challenge ?? 'look_ahead');
      root.dataset['ask'] = ask;
      arrow.replaceChildren(sign(arrows[ask] ?? 'eye'));
      setText(word, t.get(`ask.${ask}` as TextKey));
      setText(how, t.get(`ask.${ask}.how` as TextKey));
      const bad = feedbackKey(i.feedback);
      told = bad ? t.get(bad) : (i.attempt ?? 1) > 1 ? t.get('ask.again') : '';
      setText(again, told);
      show(again, !!told);
      say([told, word.textContent, how.textContent].filter(Boolean).join('. '));
      fill(i);
    },
    close() {
      cancelAnimationFrame(frame);
      clearInterval(timer);
    },
  };
}
