import type { TextKey } from '../texts.js';
import { feed, h, setText, show, video } from './dom.js';
import { heading, item, type Context, type Screen } from './screen.js';
import { times } from './times.js';

/** The queue: the place in it, and that all is well. */
export function waiting(c: Context): Screen {
  const { v, t, say } = c;
  const title = heading(t.get('waiting.title'));
  const number = h('strong', { class: 'place' });
  const label = h('span', { class: 'small' }, t.get('waiting.place'));
  const picture = video('mirror', true, t.get('devices.title'));
  const line = h('p', { class: 'note warn', role: 'status', hidden: true }, t.get('lost.title') + '. ' + t.get('lost.text'));
  const tips = v.state.view?.documents.map((d) => item('card', t.get('waiting.tip', { document: t.get(`document.${d}` as TextKey) }))) ?? [];
  const later = times(c);
  return {
    root: h('section', { class: 'page' },
      h('div', { class: 'content centre' },
        title,
        h('div', { class: 'queue' }, number, label),
        h('p', { class: 'lead' }, t.get('waiting.text')),
        later.root,
        h('div', { class: 'preview round' }, picture),
        h('ul', { class: 'list' }, ...tips),
        line)),
    update(s) {
      const place = s.view?.queue?.place ?? 0;
      setText(title, t.get(s.view?.status === 'waiting' ? 'waiting.title' : 'waiting.joining'));
      const said = place === 1 ? t.get('waiting.next') : t.get('waiting.place');
      if (place && label.textContent !== said) say(said + (place > 1 ? ' ' + t.number(place) : ''));
      setText(number, place ? t.number(place) : '');
      setText(label, said);
      later.update(s);
      show(line, s.line === 'reconnecting');
      feed(picture, s.live ? v.call.stream : null);
    },
    close: () => feed(picture, null),
  };
}
