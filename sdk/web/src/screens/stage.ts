// The stage: bank's name and progress on top, one screen below. Changes the
// screen when the state asks for another one and moves the focus to it.

import { part } from '../later.js';
import { screenOf, type State } from '../state.js';
import type { ScreenName } from '../types/events.js';
import type { Theme } from '../types/theme.js';
import { h, setText, show } from './dom.js';
import { opening } from './opening.js';
import { Picker } from './picker.js';
import { problem } from './problem.js';
import { progressBar } from './progress.js';
import type { Context, Screen } from './screen.js';
import { scheduled } from './scheduled.js';
import { welcome } from './welcome.js';
import type { Texts } from '../texts.js';

type Make = (c: Context) => Screen;
const first: Partial<Record<ScreenName, Make>> = { opening, scheduled, welcome, problem };
const make = (name: ScreenName) => ({ ...first, ...part('room')?.screens, ...part('call')?.screens } as Record<ScreenName, Make>)[name];
// Where a change of language interrupts nothing.
const pickable = new Set<ScreenName>(['scheduled', 'welcome', 'consent', 'end', 'problem']);

export class Stage {
  readonly root: HTMLElement;
  private readonly brand = h('div', { class: 'brand' });
  private readonly test = h('span', { class: 'pill', hidden: true });
  private readonly picker = new Picker();
  private readonly progress = h('div', {});
  private readonly main = h('main', {});
  private readonly voice = h('div', { class: 'sr', 'aria-live': 'polite', 'aria-atomic': 'true' });
  private name: ScreenName | '' = '';
  private screen: Screen | null = null;
  private t: Texts | null = null; // that the screen speaks
  private stood = false; // a screen other than the opening

  constructor(private readonly theme: Theme) {
    const bar = h('header', { class: 'bar' }, h('div', { class: 'bar-row' }, this.brand, this.test, this.picker.root), this.picker.trouble, this.progress);
    this.root = h('div', { class: 'shell' }, h('div', { class: 'sheet' }, bar, this.main), this.voice);
  }

  say(text: string): void {
    setText(this.voice, text);
  }

  /** Shows a state. */
  draw(s: State, context: Context): void {
    const name = screenOf(s);
    this.drawBar(s, name, context);
    if (name !== this.name || context.t !== this.t) {
      const still = !this.stood || this.name === name;
      this.stood ||= name !== 'opening';
      this.screen?.close?.();
      this.name = name;
      this.t = context.t;
      this.root.dataset['screen'] = name;
      this.root.lang = context.t.language;
      this.screen = make(name)(context);
      this.main.replaceChildren(this.screen.root);
      this.screen.update?.(s);
      if (!still) this.focus();
      return;
    }
    this.screen?.update?.(s);
  }

  /** Closes the screen and empties the stage. */
  close(): void {
    this.screen?.close?.();
    this.screen = null;
    this.root.remove();
  }

  private focus(): void {
    this.main.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    this.root.scrollIntoView?.({ block: 'nearest' });
    this.main.scrollTop = 0;
  }

  private drawBar(s: State, name: ScreenName, context: Context): void {
    const { t } = context;
    this.picker.update(context, pickable.has(name));
    if (!this.brand.firstChild && (this.theme.logo || s.view)) {
      const account = s.view?.account.name ?? '';
      this.brand.append(this.theme.logo ? h('img', { src: this.theme.logo, alt: this.theme.logoAlt ?? account, class: 'logo' }) : h('span', {}, account));
    }
    show(this.test, s.view?.livemode === false);
    setText(this.test, t.get('test_mode'));
    const shown = s.view && name !== 'end' && name !== 'problem' && name !== 'scheduled' ? progressBar(s.view, t, name === 'devices' || name === 'waiting') : null;
    if (!shown) this.progress.replaceChildren();
    else if (shown.outerHTML !== this.progress.innerHTML) this.progress.replaceChildren(shown);
  }
}
