import type { TextKey } from '../texts.js';
import { h } from './dom.js';
import { button, heading, item, page, type Context, type Screen } from './screen.js';

/** What will happen, or what is taken again, how long it takes and what to have ready. */
export function welcome({ v, t }: Context): Screen {
  const view = v.state.view!;
  const again = view.again?.length && view.again;
  const happens = (again ? again.map((p) => t.get(`step.${p}`)) : t.list('welcome.happens')).map((text, i) => h('li', {}, h('span', { class: 'number', 'aria-hidden': 'true' }, t.number(i + 1)), h('span', {}, text)));
  const documents = view.documents.filter(() => !again || /doc/.test(`${again}`)).map((d) => item('card', t.get('welcome.have.document', { document: t.get(`document.${d}` as TextKey) })));
  return {
    root: page([
      heading(t.get('welcome.title')),
      h('p', { class: 'lead' }, t.get('welcome.lead', { name: view.customer.name, account: view.account.name })),
      h('h2', {}, t.get(again ? 'welcome.again' : 'welcome.happens')),
      h('ol', { class: 'list' }, ...happens),
      h('h2', {}, t.get('welcome.have')),
      h('ul', { class: 'list' }, ...documents, item('sun', t.get('welcome.have.light')), item('wifi', t.get('welcome.have.network'))),
    ], [button(t.get('welcome.start'), () => v.begin())]),
  };
}
