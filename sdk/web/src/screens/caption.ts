import { feedbackKey } from './feedback.js';
import { h, setText, show } from './dom.js';
import type { TextKey } from '../texts.js';
import type { View } from '../types/view.js';
import type { Context, Screen } from './screen.js';

/** The strip of words at the bottom of the call: who speaks, or that a check computes. */
export function caption({ t, say }: Context): Screen {
  const title = h('strong', {});
  const text = h('span', {});
  const spinner = h('div', { class: 'spinner small-spinner' });
  const root = h('div', { class: 'strip' }, spinner, h('div', { class: 'strip-words' }, title, text));
  let said = '';
  const stepName = (v: View) => {
    const now = v.steps.find((x) => x.progress === 'current');
    return now ? t.get(`step.${now.id}` as TextKey) : '';
  };
  return {
    root,
    update(s) {
      const i = s.view!.instruction;
      const hold = i?.kind === 'hold';
      const bad = feedbackKey(i?.feedback);
      const [a, b] = s.held ? [t.get('trouble.camera_busy.title'), t.get('trouble.camera_busy.text')] : hold ? [t.get('ask.hold'), t.get('ask.hold.how')]
        : !s.remote ? ['', t.get('call.connecting')]
        : !s.officerSeen ? ['', t.get('call.no_picture')]
        : [stepName(s.view!), bad ? t.get(bad) : t.get('call.talking')];
      setText(title, a);
      show(title, !!a);
      setText(text, b);
      show(spinner, hold && !s.held);
      if (a + b !== said) say((said = a + b));
    },
  };
}
