import { h } from './dom.js';
import { heading, type Context, type Screen } from './screen.js';

/** While the session is being opened. */
export function opening({ t }: Context): Screen {
  return { root: h('section', { class: 'page middle' }, h('div', { class: 'content centre' }, h('div', { class: 'spinner' }), heading(t.get('opening.title')))) };
}
