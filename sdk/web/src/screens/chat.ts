// Written messages of the call, for who cannot hear or speak: a sheet over it, and
// the officer's newest words as a caption while the sheet is closed.

import type { Draft, State } from '../state.js';
import type { Message } from '../types/view.js';
import type { TextKey } from '../texts.js';
import { h, setText, show } from './dom.js';
import { sign } from './signs.js';
import type { Context } from './screen.js';

const longest = 300; // characters; the server takes no more
const none: Message[] = [];

export interface Chat {
  opener: HTMLElement; // the button that opens and closes the sheet
  caption: HTMLElement; // the officer's newest words
  sheet: HTMLElement;
  update(s: State): void;
  close(): void; // the sheet
}

export function chat({ v, t, say }: Context): Chat {
  const name = h('span', {}, t.get('chat.open'));
  const news = h('i', { class: 'sr' }); // the name with what is new, for who does not see the badge
  const badge = h('b', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  const opener = h('button', { class: 'round-button', type: 'button', 'aria-expanded': 'false', on: { click: () => (sheet.hidden ? open() : close()) } }, sign('message'), name, news, badge);
  const caption = h('button', { class: 'said', type: 'button', hidden: true, on: { click: () => open() } });
  const list = h('ol', { class: 'messages' });
  const log = h('div', { class: 'log', role: 'log', 'aria-label': t.get('chat.title'), tabindex: '0' }, list);
  const box = h('textarea', { rows: '2', maxlength: String(longest), 'aria-label': t.get('chat.label'), placeholder: t.get('chat.label'), autocomplete: 'off', enterkeyhint: 'send' });
  const send = h('button', { class: 'round-button send', type: 'submit' }, t.get('chat.send'));
  const form = h('form', { class: 'write', on: { submit: (e) => { e.preventDefault(); write(box.value); box.focus(); } } }, box, send);
  const replies = h('div', { class: 'replies', role: 'group' }, ...t.list('chat.reply').map((words) => h('button', { type: 'button', on: { click: () => write(words) } }, words)));
  const shut = h('button', { class: 'round-button shut', type: 'button', 'aria-label': t.get('chat.close'), on: { click: () => close() } }, sign('close'));
  const sheet = h('section', { class: 'chat', 'aria-label': t.get('chat.title'), hidden: true, on: { keydown: (e) => (e as KeyboardEvent).key === 'Escape' && close() } },
    h('div', { class: 'chat-head' }, h('h2', {}, t.get('chat.title')), shut),
    log, replies, form, h('p', { class: 'kept' }, t.get('chat.kept')));
  box.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    form.requestSubmit();
  });
  let drawn = '';
  let read = -1; // messages of the officer that were seen; -1 before the first look: those of before a reload are not news
  let words = ''; // of the caption

  function write(text: string): void {
    if (!text.trim()) return;
    v.call.write(text.trim());
    if (text === box.value) box.value = '';
  }

  function open(): void {
    show(sheet, true);
    opener.setAttribute('aria-expanded', 'true');
    update(v.state);
    log.scrollTop = log.scrollHeight;
    box.focus();
  }

  function close(): void {
    if (sheet.hidden) return;
    const inside = sheet.contains((sheet.getRootNode() as ShadowRoot).activeElement);
    show(sheet, false);
    opener.setAttribute('aria-expanded', 'false');
    if (inside) opener.focus({ preventScroll: true });
  }

  function update(s: State): void {
    const messages = s.view?.messages ?? none;
    const theirs = messages.filter((m) => m.from === 'officer');
    if (read < 0) read = theirs.length;
    const fresh = theirs.length - read;
    const newest = fresh > 0 ? theirs.at(-1)!.text : '';
    if (newest && newest !== words && sheet.hidden) say(t.get('chat.officer') + ': ' + newest); // an open log is read by itself
    words = newest;
    if (!sheet.hidden) read = theirs.length;
    const unread = sheet.hidden ? Math.max(fresh, 0) : 0;
    show(caption, unread > 0);
    setText(caption, newest);
    show(badge, unread > 0);
    setText(badge, t.number(unread));
    if (unread) name.setAttribute('aria-hidden', 'true');
    else name.removeAttribute('aria-hidden');
    setText(news, unread ? t.get('chat.open.new', { n: unread }) : '');
    const key = messages.map((m) => m.id).join() + JSON.stringify(s.drafts);
    if (key === drawn) return;
    drawn = key;
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    fill(messages, s.drafts);
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  /** Keeps the lines that are there: a screen reader hears the new ones only. */
  function fill(messages: Message[], drafts: Draft[]): void {
    const lines = [...messages.map((m) => line(m.id, m.from, m.text, '')),
      ...drafts.map((d) => line(d.id, 'customer', d.text, d.failed ? 'chat.failed' : 'chat.sending'))];
    if (!lines.length) return list.replaceChildren(h('li', { class: 'none' }, t.get('chat.empty')));
    lines.forEach((l, i) => {
      const old = list.children[i];
      if (!old) list.append(l);
      else if (old.outerHTML !== l.outerHTML) old.replaceWith(l);
    });
    while (list.children.length > lines.length) list.lastElementChild!.remove();
  }

  function line(id: string, from: Message['from'], text: string, state: TextKey | ''): HTMLElement {
    return h('li', { class: from === 'officer' ? 'theirs' : 'ours', 'data-id': id }, h('span', { class: 'sr' }, t.get(from === 'officer' ? 'chat.officer' : 'chat.you') + ': '), h('span', { class: 'words' }, text), state && h('small', {}, t.get(state)));
  }

  return { opener, caption, sheet, update, close };
}
