import type { View } from '../types/view.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { sign } from './signs.js';
import { button, heading, type Context, type Screen } from './screen.js';
import type { TextKey } from '../texts.js';

/** The session is over: thanks or a reason, and what happens next. Never the result. */
export function end({ v, t }: Context): Screen {
  const view = v.state.view!;
  const kind = kindOf(view);
  const values = { name: view.customer.name, account: view.account.name };
  const next = t.list('end.' + kind, values);
  const look = { done: [icon('check'), 'good'], expired: [icon('clock'), 'info'], canceled: [icon('link'), 'info'], failed: [icon('offline'), 'warn'], recapture_required: [sign('camera'), 'info'] } as const;
  const [mark, tone] = look[kind];
  return {
    root: h('section', { class: 'page middle' },
      h('div', { class: 'content centre' },
        h('div', { class: 'seal ' + tone }, mark),
        heading(t.get(`end.${kind}.title` as TextKey, values)),
        h('p', { class: 'lead' }, t.get(`end.${kind}.text` as TextKey, values)),
        h('div', { class: 'card' }, h('h2', {}, t.get('end.next')),
          h('ol', { class: 'list' }, ...next.map((x, i) => h('li', {}, h('span', { class: 'number', 'aria-hidden': 'true' }, t.number(i + 1)), h('span', {}, x)))))),
      h('div', { class: 'actions' }, view.redirect_url ? button(t.get('end.continue', values), () => v.redirect()) : null)),
  };
}

function kindOf(v: View): 'done' | 'expired' | 'canceled' | 'failed' | 'recapture_required' {
  switch (v.status) {
    case 'expired':
    case 'canceled':
    case 'failed':
    case 'recapture_required': return v.status;
    default: return 'done'; // decided, in audit, completed, rejected: one page, so that it tells nothing
  }
}
