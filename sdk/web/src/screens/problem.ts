import type { ErrorCode } from '../types/errors.js';
import { h, setText } from './dom.js';
import { icon, type IconName } from './icons.js';
import { busy, button, heading, type Context, type Screen } from './screen.js';
import type { TextKey } from '../texts.js';

// Codes that mean the same to a customer share their words.
const shown: Partial<Record<ErrorCode, string>> = { token_invalid: 'token_expired', not_allowed: 'link_invalid', wrong_state: 'server_error' };
const icons: Record<string, IconName> = { network_error: 'offline', connection_lost: 'offline', link_invalid: 'link', link_used: 'link', wrong_device: 'shield',
  token_expired: 'clock', session_ended: 'clock', rate_limited: 'clock' };

/** Something ended this page: what it was and the way on. */
export function problem({ v, t }: Context): Screen {
  const root = h('section', { class: 'page middle' });
  const again = button('', () => (v.state.busy ? v.hurry() : void v.open()));
  let code = '';
  return {
    root,
    update(s) {
      busy(again, s.busy);
      const named = shown[s.problem!] ?? s.problem ?? 'server_error';
      const now = t.has(`problem.${named}.title`) ? named : 'server_error';
      setText(again, t.get(s.tries ? 'opening.again' : now === 'replaced' ? 'problem.here' : 'try_again'));
      if (now === code) return;
      code = now;
      root.replaceChildren(
        h('div', { class: 'content centre' },
          h('div', { class: 'seal warn' }, icon(icons[code] ?? 'alert')),
          heading(t.get(`problem.${code}.title` as TextKey)),
          h('p', { class: 'lead' }, t.get(`problem.${code}.text` as TextKey))),
        h('div', { class: 'actions' }, again));
    },
  };
}
