// One verification from the link to the end: holds the state, talks to the door,
// and offers the screens what a customer can do. What needs camera and line is a
// Conversation, which comes with a later part of the SDK.

import { ServerClock } from './call/clock.js';
import type { Conversation } from './call/conversation.js';
import type { LineEnd } from './call/line.js';
import { Later } from './later.js';
import type { PartName } from './parts/list.js';
import type { Emit } from './report.js';
import { deviceSecret } from './session/device.js';
import { Door, type ConsentText, type Credential } from './session/door.js';
import { Entrance, type Entry } from './session/entrance.js';
import { Insistence } from './session/insistence.js';
import { newest } from './session/newest.js';
import { Renewal } from './session/renewal.js';
import { due, inCall, isOver, partOf, type State, type Store } from './state.js';
import { BaseKYCError, type ErrorCode } from './types/errors.js';
import type { View } from './types/view.js';

export class Verification {
  readonly clock = new ServerClock();
  private readonly device = deviceSecret();
  private readonly door: Door;
  private readonly entrance: Entrance;
  private readonly renewal: Renewal;
  private readonly later: Later;
  private readonly end = new AbortController();
  private readonly insistence = new Insistence((tries, last) => {
    if (last) this.emit('error', { code: last.code, message: last.message, fatal: false });
    if (!this.end.signal.aborted) this.store.set({ tries });
  });
  private language = '';
  private talk: Conversation | null = null; // once its part is there
  private doors = 0; // the timer until they open for an appointment
  private prepare: (language: string, chosen: string) => Promise<void> = async () => undefined;

  constructor(entry: Entry, private readonly store: Store, private readonly emit: Emit) {
    const base = 'link' in entry ? entry.link.base : entry.base;
    this.door = new Door(base, this.device);
    this.entrance = new Entrance(entry, this.door);
    this.renewal = new Renewal(() => this.door.refresh(), (c) => this.hold(c));
    this.later = new Later(base, (late) => !this.end.signal.aborted && this.store.set({ late }), this.end.signal);
  }

  get state(): State {
    return this.store.now;
  }

  /** Camera and line. Screens of later parts may count on it. */
  get call(): Conversation {
    return this.talk!;
  }

  /** Enters the session. `prepare` hears its language, and the one that the customer chose before, before the first screen is shown. */
  async open(prepare = this.prepare): Promise<void> {
    if (this.state.busy) return; // under way
    this.prepare = prepare;
    addEventListener('online', this.hurry, { signal: this.end.signal });
    this.store.set({ busy: true });
    try {
      const { view, credential, welcomed, ready, chosen } = await this.insistence.run((within) => this.entrance.enter(within), this.end.signal);
      await prepare(view.language, chosen);
      if (this.end.signal.aborted) return;
      this.renewal.arm(credential.expires_at);
      this.store.set({ welcomed, ready: ready && view.status !== 'scheduled', problem: null });
      this.show(view);
      if (isOver(view)) return;
      if (this.talk) this.join();
    } catch (e) {
      this.fail(e);
      if (!this.state.view) void prepare(navigator.language, ''); // the session's own language is not known
    } finally {
      this.store.set({ busy: false });
    }
  }

  /** Loads what comes after the screen that stands, and what the one that is due has to wait for. */
  async ahead(): Promise<void> {
    const { view, problem } = this.state;
    if (!view || problem) return;
    const room = this.fetch('room');
    if (isOver(view)) return;
    if (!inCall(view)) await room; // one after the other, unless the call runs already
    await this.fetch('call');
  }

  /** A part that nobody waits for yet may fail: it is asked for again once its screen is due. */
  private async fetch(name: PartName): Promise<void> {
    if (this.state.there.includes(name)) return;
    try {
      const got = await this.later.load(name);
      if (this.end.signal.aborted || this.state.there.includes(name)) return;
      if ('Conversation' in got) this.converse(got.Conversation);
      this.store.set({ there: [...this.state.there, name] });
    } catch (e) {
      if (partOf(due(this.state)) === name) this.fail(e);
    }
  }

  private converse(Made: typeof Conversation): void {
    this.talk = new Made({
      door: this.door, device: this.device, clock: this.clock, store: this.store, emit: this.emit, end: this.end.signal,
      renew: () => this.renew(), show: (v) => this.show(v), ended: (why) => void this.lineEnded(why),
    });
    this.join();
  }

  /** Opens the line to the session, and goes on where a refresh found the customer. */
  private join(): void {
    const { view, problem, ready } = this.state;
    if (!view || problem || isOver(view)) return;
    this.call.begin(view);
    if (inCall(view) || view.status === 'waiting' || ready) void this.resume();
  }

  /** Tries at once what is being tried again, and what the missing network ended. */
  readonly hurry = (): void => {
    this.insistence.now();
    this.later.now();
    this.talk?.hurry();
    if (this.state.problem === 'network_error') void this.open();
  };

  /** The app around the page is in the foreground again: what the phone took meanwhile is taken back. */
  wake(): void {
    this.talk?.wake();
    this.hurry();
  }

  /** Whether going now would cost the customer the place in line or the call. */
  get engaged(): boolean {
    const { view, problem } = this.state;
    return !!view && !problem && (view.status === 'waiting' || inCall(view));
  }

  /** After a refresh in the waiting room or the call: camera on, then on with it. */
  private async resume(): Promise<void> {
    this.store.set({ ready: true });
    if (await this.call.openCamera()) this.enqueue();
  }

  /** The welcome screen was read. */
  begin(): void {
    this.entrance.passed('welcomed');
    this.store.set({ welcomed: true });
  }

  /** The customer chose a language. */
  choose(language: string): void {
    this.entrance.chose(language);
  }

  /** Loads the text to agree to. What is on the screen goes first: nobody agrees to a text that is being replaced. */
  async loadConsent(language: string): Promise<void> {
    this.language = language;
    this.store.set({ consent: null });
    await this.press(async () => {
      let asked = '', consent: ConsentText;
      do consent = await this.insistence.run((within) => this.door.consent(asked = this.language, within), this.end.signal);
      while (asked !== this.language); // another one was chosen meanwhile
      this.store.set({ consent });
    });
  }

  /** Agrees to the text on the screen. */
  async agree(): Promise<void> {
    const text = this.state.consent;
    if (!text) return this.loadConsent(this.language);
    await this.press(async () => {
      await this.insistence.run((within) => this.door.agree(text, within), this.end.signal);
      this.emit('consented', { version: text.version, language: text.language });
      this.show(await this.door.view());
    });
  }

  /** Chooses a time instead of waiting. */
  async book(at: string): Promise<void> {
    await this.press(async () => {
      try {
        this.show(await this.door.book(at));
      } catch (e) {
        void this.talk?.offers.ask(); // its last place may have gone
        throw e;
      }
    });
  }

  /** Waits for another officer, when the one of the call was lost. */
  async again(): Promise<void> {
    await this.press(async () => this.show(await this.door.line()));
  }

  /** The device check is passed: into the line. */
  enqueue(): void {
    this.store.set({ ready: true });
    this.entrance.passed('ready');
    this.call.ready();
  }

  /** Follows the backend's address. */
  redirect(): void {
    const url = this.state.view?.redirect_url;
    if (!url || !/^https?:/i.test(url)) return;
    this.emit('redirect', { url });
    location.assign(url);
  }

  /** Frees everything. */
  close(): void {
    if (this.end.signal.aborted) return;
    this.end.abort();
    clearTimeout(this.doors);
    this.renewal.stop();
    this.talk?.close(true);
  }

  private show(came: View): void {
    const view = newest(this.state.view, came);
    if (view === this.state.view || this.end.signal.aborted) return;
    if (isOver(view)) return this.finish(view);
    this.store.set({ view, drafts: this.state.drafts.filter((d) => !view.messages?.some((m) => m.from === 'customer' && m.id === d.id)) });
    this.talk?.follow(view);
    this.await(view);
  }

  /** Comes back when the doors of an appointment open; by a clock of its own, as the server's may have been moved. */
  private await(view: View): void {
    clearTimeout(this.doors);
    if (view.status !== 'scheduled') return;
    const ms = Math.max(Date.parse(view.opens_at ?? '') - this.clock.now() || 0, 1_000);
    this.doors = window.setTimeout(() => void this.arrive(), Math.min(ms, 2 ** 31 - 1));
  }

  private async arrive(): Promise<void> {
    await this.renew(); // says that the customer is there
    try {
      this.show(await this.door.view());
    } catch {
      this.doors = window.setTimeout(() => void this.arrive(), 15_000); // no network: the appointment stands
    }
  }

  private finish(view: View): void {
    clearTimeout(this.doors);
    this.renewal.stop();
    this.talk?.close(false);
    this.store.set({ view, live: false, remote: null, problem: null });
  }

  private hold(c: Credential): void {
    this.entrance.renewed(c);
    this.renewal.arm(c.expires_at);
  }

  private async renew(): Promise<boolean> {
    try {
      this.hold(await this.door.refresh());
      return true;
    } catch (e) {
      return (e as BaseKYCError).code === 'network_error'; // not refused: the next try will tell
    }
  }

  private async lineEnded(why: LineEnd): Promise<void> {
    if (why === 'replaced') return this.fail(new BaseKYCError('replaced', 'the session was opened in another window'));
    try {
      this.show(await this.door.view()); // the view says best how it ended
      if (isOver(this.state.view!)) return;
    } catch (e) {
      if ((e as BaseKYCError).code !== 'network_error') return this.fail(e);
    }
    const code: ErrorCode = why === 'gave_up' ? 'connection_lost' : why === 'ended' ? 'session_ended' : 'token_expired';
    this.fail(new BaseKYCError(code, 'the connection to the server ended: ' + why));
  }

  /** Runs what a button does; a failure that the customer can repeat leaves the screen in place. */
  private async press(work: () => Promise<void>): Promise<void> {
    if (this.state.busy) return;
    this.store.set({ busy: true, notice: null });
    try {
      await work();
    } catch (e) {
      const { code, message } = e as BaseKYCError;
      if (code === 'network_error' || code === 'rate_limited' || code === 'server_error') {
        this.emit('error', { code, message, fatal: false });
        this.store.set({ notice: code });
      } else if (code === 'wrong_state') {
        this.show(await this.door.view().catch(() => this.state.view!)); // already done elsewhere
      } else {
        this.fail(e);
      }
    } finally {
      this.store.set({ busy: false });
    }
  }

  private fail(e: unknown): void {
    if (this.end.signal.aborted) return;
    const err = e instanceof BaseKYCError ? e : new BaseKYCError('server_error', String((e as Error)?.message ?? e));
    if (err.code === 'token_expired' || err.code === 'token_invalid') this.entrance.leave();
    this.talk?.rest();
    clearTimeout(this.doors);
    this.emit('error', { code: err.code, message: err.message, fatal: true });
    this.store.set({ problem: err.code, live: false, remote: null });
  }
}
