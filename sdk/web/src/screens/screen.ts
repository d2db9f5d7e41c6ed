// What a screen is to the stage.

import type { State } from '../state.js';
import type { Texts } from '../texts.js';
import type { Verification } from '../verification.js';
import { h } from './dom.js';
import { icon, type IconName } from './icons.js';

export interface Context {
  v: Verification;
  t: Texts;
  /** Says something to screen readers. */
  say(text: string): void;
  /** Changes the language of the screens; false when its words cannot be had. */
  pick(language: string): Promise<boolean>;
}

export interface Screen {
  root: HTMLElement;
  update?(s: State): void;
  /** Frees what the screen holds: timers, streams, animation frames. */
  close?(): void;
}

/** The heading of a screen; takes the focus when the screen appears. */
export function heading(text: string): HTMLElement {
  return h('h1', { tabindex: '-1' }, text);
}

/** A page of words with its buttons at the thumb. */
export function page(content: (Node | null | false)[], actions: Node[]): HTMLElement {
  return h('section', { class: 'page' }, h('div', { class: 'content' }, ...content), h('div', { class: 'actions' }, ...actions));
}

export function button(label: string, press: () => void, kind: 'main' | 'quiet' = 'main'): HTMLButtonElement {
  return h('button', { class: 'button ' + kind, type: 'button', on: { click: press } }, label);
}

/** Shows that a button's work is under way, without moving anything. */
export function busy(b: HTMLButtonElement, is: boolean): void {
  b.setAttribute('aria-busy', String(is));
  b.setAttribute('aria-disabled', String(is));
}

/** A line of a list: icon and words. */
export function item(name: IconName, text: string): HTMLElement {
  return h('li', {}, icon(name), h('span', {}, text));
}

/** Words about something that went wrong or needs attention. */
export function note(tone: 'bad' | 'warn' | 'info'): HTMLElement {
  return h('p', { class: 'note ' + tone, role: 'status', hidden: true });
}
