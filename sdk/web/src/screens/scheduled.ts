import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { heading, item, type Context, type Screen } from './screen.js';

/** Too early for the appointment: when it is, and that the page goes on by itself. */
export function scheduled({ v, t }: Context): Screen {
  const when = h('p', { class: 'lead' });
  return {
    root: h('section', { class: 'page middle' },
      h('div', { class: 'content centre' },
        h('div', { class: 'seal info' }, icon('clock')),
        heading(t.get('scheduled.title')),
        when,
        h('ul', { class: 'list' }, item('clock', t.get('scheduled.early')), item('check', t.get('scheduled.stay'))))),
    update(s) {
      const at = new Date(s.view?.scheduled_at ?? v.state.view?.expires_at ?? '');
      setText(when, isNaN(+at) ? '' : new Intl.DateTimeFormat(t.language, { dateStyle: 'full', timeStyle: 'short' }).format(at));
    },
  };
}
