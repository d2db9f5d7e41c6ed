// BaseKYC.create: one verification on one container, from start to destroy.

import { broadcast, parentOf } from './bridges.js';
import { obey } from './host.js';
import { Reporter, type Emit } from './report.js';
import { Stage } from './screens/stage.js';
import type { Context } from './screens/screen.js';
import type { Entry } from './session/entrance.js';
import { parseLink } from './session/link.js';
import { style } from './sheet.js';
import { Store, type State } from './state.js';
import { loadTexts, Texts } from './texts.js';
import { adopt, applyTheme } from './theme.js';
import { BaseKYCError } from './types/errors.js';
import type { BaseKYCEvent } from './types/events.js';
import type { Handle, Options } from './types/options.js';
import { Verification } from './verification.js';

const latest = 1_000; // ms that the first screen waits for the words of a language; those that come later replace English

/** Prepares a verification. Nothing is shown or asked before `start`. Throws `invalid_options`. */
export function create(options: Options): Handle {
  const container = find(options.container);
  const entry = entryOf(options);
  const base = 'link' in entry ? entry.link.base : entry.base;
  const end = new AbortController();
  const parent = parentOf(options.parentOrigin);
  let run: { v: Verification; stage: Stage; host: HTMLElement } | null = null;

  const emit: Emit = (type, data) => {
    const event = { type, at: Date.now(), data } as BaseKYCEvent;
    broadcast(event, parent);
    try {
      options.onEvent?.(event);
    } catch (e) {
      reportError(e); // the host page's own mistake, in its own console
    }
  };

  async function start(): Promise<void> {
    if (run || end.signal.aborted) return;
    const host = document.createElement('div');
    host.style.height = '100%';
    const shadow = host.attachShadow({ mode: 'open' });
    style(shadow, base);
    const theme = { ...options.theme };
    const paint = applyTheme(host, theme, end.signal);
    const stage = new Stage(theme);
    const reporter = new Reporter(emit);
    let branded: unknown = null;
    const draw = (s: State) => {
      if (end.signal.aborted) return;
      const account = s.view?.account;
      if (account && account !== branded) { // the page's own theme comes first
        branded = account;
        adopt(theme, account);
        paint();
      }
      style(shadow, base);
      stage.draw(s, context);
      reporter.report(s);
      void v.ahead();
    };
    const store = new Store(draw);
    const v = new Verification(entry, store, emit);
    const context: Context = { v, t: new Texts({}, options.texts), say: (words) => stage.say(words), pick };
    let asked = 0, shown = '';

    // Changes the words and tells the host. Those that cannot be had leave what is on the screen, English at first.
    async function speak(wish: string): Promise<boolean> {
      const mine = ++asked;
      const t = await loadTexts(base, wish, options.texts);
      if (end.signal.aborted || mine !== asked) return true; // nobody waits for these any more
      if (t) {
        context.t = t;
        shown = wish;
        draw(store.now);
      }
      emit('language', { language: context.t.language, wanted: wish });
      return !!t;
    }
    async function pick(language: string): Promise<boolean> {
      const there = await speak(language);
      if (shown === language) v.choose(language);
      return there;
    }
    run = { v, stage, host };
    obey(parent, { foreground: () => v.wake(), back: () => emit('back', { leave: v.engaged ? 'ask' : 'now' }), leave: destroy }, end.signal);
    shadow.append(stage.root);
    container.append(host);
    if (options.language) await Promise.race([speak(options.language), new Promise((late) => setTimeout(late, latest))]);
    draw(store.now);
    await v.open(async (language, chosen) => {
      const wish = chosen || options.language || language;
      if (wish !== shown) await speak(wish);
    });
  }

  function destroy(): void {
    if (end.signal.aborted) return;
    run?.v.close();
    run?.stage.close();
    run?.host.remove();
    emit('destroyed', {});
    end.abort();
    run = null;
  }

  return { start, destroy };
}

function find(container: Options['container']): HTMLElement {
  const el = typeof container === 'string' ? document.querySelector<HTMLElement>(container) : container;
  if (!(el instanceof HTMLElement)) throw new BaseKYCError('invalid_options', 'container: there is no such element');
  return el;
}

function entryOf(o: Options): Entry {
  if (o.url) {
    const link = parseLink(o.url);
    if (!link) throw new BaseKYCError('invalid_options', 'url: not a verification link ({base}/v/{session}#{code})');
    return { link: { ...link, base: trim(o.baseUrl) || link.base } };
  }
  if (!o.sessionToken || !o.publicKey) throw new BaseKYCError('invalid_options', 'either url, or sessionToken and publicKey, is needed');
  if (!o.baseUrl) throw new BaseKYCError('invalid_options', 'baseUrl is needed with sessionToken');
  if (o.publicKey.startsWith('sk_')) throw new BaseKYCError('invalid_options', 'publicKey: this is a secret key; roll it, it has been seen by a browser');
  return { base: trim(o.baseUrl), token: o.sessionToken, publicKey: o.publicKey };
}

const trim = (u: string | undefined): string => (u ?? '').replace(/\/+$/, '');
