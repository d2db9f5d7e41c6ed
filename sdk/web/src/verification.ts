// One verification from the link to the end: holds the state, talks to the door
// and the line, and offers the screens what a customer can do.

import { Camera, type Facing } from './call/camera.js';
import { ServerClock } from './call/clock.js';
import { Line, type LineEnd, type LineState } from './call/line.js';
import { defaultPolicy } from './call/reconnect.js';
import { takeStill } from './call/still.js';
import { describe } from './call/telemetry.js';
import type { Emit } from './report.js';
import { deviceSecret, drawId } from './session/device.js';
import { Door, type ConsentText, type Credential } from './session/door.js';
import { Entrance, type Entry } from './session/entrance.js';
import { Insistence } from './session/insistence.js';
import { Offers } from './session/offers.js';
import { newest } from './session/newest.js';
import { Renewal } from './session/renewal.js';
import { inCall, isOver, type Draft, type State, type Store } from './state.js';
import { BaseKYCError, type ErrorCode } from './types/errors.js';
import type { View } from './types/view.js';

export class Verification {
  readonly clock = new ServerClock();
  private readonly device = deviceSecret();
  private readonly door: Door;
  private readonly entrance: Entrance;
  private readonly line: Line;
  private readonly renewal: Renewal;
  private readonly offers: Offers;
  private readonly end = new AbortController();
  private readonly insistence = new Insistence((tries, last) => {
    if (last) this.emit('error', { code: last.code, message: last.message, fatal: false });
    if (!this.end.signal.aborted) this.store.set({ tries });
  });
  private readonly upload = new Insistence(() => undefined);
  private shot: { id: string; picture: Blob } | null = null;
  private camera: Camera | null = null;
  private language = '';
  private documentSide: Facing = 'user'; // of the camera that the customer showed the last document to
  private doors = 0; // the timer until they open for an appointment
  private prepare: (language: string, chosen: string) => Promise<void> = async () => undefined;

  constructor(entry: Entry, private readonly store: Store, private readonly emit: Emit) {
    const base = 'link' in entry ? entry.link.base : entry.base;
    this.door = new Door(base, this.device);
    this.entrance = new Entrance(entry, this.door);
    this.renewal = new Renewal(() => this.door.refresh(), (c) => this.hold(c));
    this.offers = new Offers(this.door, (slots) => this.store.set({ slots }));
    this.line = new Line({
      base, device: this.device, clock: this.clock, policy: defaultPolicy,
      token: () => this.door.token,
      renew: () => this.renew(),
      stream: () => (this.store.now.live ? this.camera!.stream : null),
      graceEnds: () => Date.parse(this.store.now.view?.grace_ends_at ?? '') || 0,
      events: {
        view: (v) => this.show(v),
        state: (line) => this.lineIs(line),
        peer: (officerHere, officerSeen) => this.store.set({ officerHere, officerSeen }),
        quality: (quality) => this.store.set({ quality }),
        supervisor: (supervisor) => this.store.set({ supervisor }),
        remote: (remote) => this.store.set({ remote, deaf: false }),
        refused: (code, message, chat) => this.refused(code as ErrorCode, message, chat),
        ended: (why) => void this.lineEnded(why),
      },
    });
  }

  get state(): State {
    return this.store.now;
  }

  get stream(): MediaStream | null {
    return this.camera?.stream ?? null;
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
      this.line.open();
      if (inCall(view) || view.status === 'waiting' || this.state.ready) await this.resume();
    } catch (e) {
      this.fail(e);
      if (!this.state.view) void prepare(navigator.language, ''); // the session's own language is not known
    } finally {
      this.store.set({ busy: false });
    }
  }

  /** Tries at once what is being tried again, and what the missing network ended. */
  readonly hurry = (): void => {
    this.insistence.now();
    this.upload.now();
    if (this.state.problem === 'network_error') void this.open();
  };

  /** The app around the page is in the foreground again: what the phone took meanwhile is taken back. */
  wake(): void {
    this.camera?.check();
    this.line.hurry();
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
    if (await this.openCamera()) this.enqueue();
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

  /** Asks for camera and microphone; says whether they are there. */
  async openCamera(): Promise<boolean> {
    this.camera ??= new Camera({
      track: (t) => this.took(t),
      lost: (e) => this.cameraFailed(e),
    });
    try {
      await this.camera.take();
      if (this.end.signal.aborted) return false;
      this.emit('permission', { granted: true });
      this.store.set({ live: true, trouble: null, muted: this.camera.muted, cameras: await this.camera.several(), lamp: this.camera.lamp });
      this.line.call();
      return true;
    } catch (e) {
      this.cameraFailed(e as BaseKYCError);
      return false;
    }
  }

  /** Chooses a time instead of waiting. */
  async book(at: string): Promise<void> {
    await this.press(async () => {
      try {
        this.show(await this.door.book(at));
      } catch (e) {
        void this.offers.ask(); // its last place may have gone
        throw e;
      }
    });
  }

  /** The device check is passed: into the line. */
  enqueue(): void {
    this.store.set({ ready: true });
    this.entrance.passed('ready');
    this.line.setReady();
  }

  mute(muted: boolean): void {
    if (this.camera) this.camera.muted = muted;
    this.store.set({ muted });
  }

  /** Turns to the other camera and puts its picture on the call. */
  async turn(facing?: Facing): Promise<void> {
    const camera = this.camera;
    if (!camera || !this.state.cameras || this.state.turning) return;
    const to = facing ?? (camera.facing === 'user' ? 'environment' : 'user');
    this.store.set({ turning: true, shining: false });
    try {
      if (!(await camera.turn(to))) this.store.set({ cameras: false }); // the other one cannot be had
      if (!facing) this.documentSide = camera.facing; // for the next document as well
      this.store.set({ lamp: camera.lamp });
    } catch (e) {
      this.cameraFailed(e as BaseKYCError);
    } finally {
      this.store.set({ turning: false });
    }
    this.face(); // the instruction may have changed meanwhile
  }

  /** Writes to the officer. The message is on the screen at once and repeated until the server shows it. */
  write(text: string): void {
    const draft: Draft = { id: drawId(), text, failed: false };
    this.store.set({ drafts: [...this.state.drafts.filter((d) => !d.failed), draft] });
    this.line.write(draft.id, text);
  }

  /** Switches the lamp of the camera. */
  async shine(on: boolean): Promise<void> {
    const works = await this.camera?.shine(on);
    this.store.set(works ? { shining: on } : { lamp: false });
  }

  get facing(): Facing {
    return this.camera?.facing ?? 'user';
  }

  /** A still in full resolution. */
  async photograph(): Promise<Blob> {
    const track = this.camera?.stream.getVideoTracks()[0];
    if (!track) throw new BaseKYCError('camera_missing', 'the camera is off');
    return takeStill(track);
  }

  /** The still of an instruction that was taken and is not with the server yet. */
  shotFor(instruction: string): Blob | null {
    return this.shot?.id === instruction ? this.shot.picture : null;
  }

  /**
   * Sends a still for the instruction on the screen, again after a cut until the server has it: the same picture twice
   * is one. `sending`, `sent` and `unsent` of the state tell how it goes.
   */
  async send(picture: Blob): Promise<void> {
    const i = this.state.view?.instruction;
    if (i?.kind !== 'document' || this.state.sending?.id === i.id) return;
    this.shot = { id: i.id, picture };
    const progress = (part: number) => this.state.sending?.id === i.id && this.store.set({ sending: { id: i.id, part } });
    this.store.set({ sending: { id: i.id, part: 0 }, unsent: null });
    try {
      const still = await this.upload.run(({ signal }) => {
        progress(0);
        return this.door.still(picture, i.document ?? '', i.side ?? 'front', progress, signal!);
      }, this.end.signal);
      this.shot = null;
      this.emit('still', still);
      this.store.set({ sent: i.id, sending: null });
    } catch (e) {
      this.store.set({ sending: null, unsent: { id: i.id, code: (e as BaseKYCError).code } });
    }
  }

  /** The browser refused to play sound until a tap, or got one. */
  deaf(deaf: boolean): void {
    this.store.set({ deaf });
  }

  /** The officer's picture plays, whatever the server has said of it so far. */
  seen(): void {
    this.store.set({ officerSeen: true });
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
    this.upload.now(); // ends what is under way
    clearTimeout(this.doors);
    this.offers.end();
    this.renewal.stop();
    this.line.close(true);
    this.camera?.release();
    this.camera = null;
  }

  private lineIs(line: LineState): void {
    this.store.set({ line });
    if (line === 'open' && this.state.sending) this.upload.now(); // what was on its way may hang on the former network
    if (line === 'open') for (const d of this.state.drafts) if (!d.failed) this.line.write(d.id, d.text);
  }

  /** A new camera or microphone. */
  private took(t: MediaStreamTrack): void {
    void this.line.replace(t);
    if (t.kind === 'video') this.line.tell(describe(t, this.state.view?.instruction?.kind === 'document' ? 'document' : 'face'));
  }

  private refused(code: ErrorCode, message: string, chat?: string): void {
    this.emit('error', { code, message, fatal: false });
    if (chat) this.store.set({ drafts: this.state.drafts.map((d) => (d.id === chat ? { ...d, failed: true } : d)) });
  }

  private show(came: View): void {
    const view = newest(this.state.view, came);
    if (view === this.state.view || this.end.signal.aborted) return;
    if (isOver(view)) return this.finish(view);
    this.store.set({ view, drafts: this.state.drafts.filter((d) => !view.messages?.some((m) => m.from === 'customer' && m.id === d.id)) });
    this.line.follow(view);
    this.offers.follow(view);
    if (view.status === 'scheduled') this.pause();
    this.await(view);
    this.face();
  }

  /** The camera of the last document for the next one, the customer's own side for everything else. */
  private face(): void {
    const { view, live } = this.state;
    const side = view?.instruction?.kind === 'document' ? this.documentSide : 'user';
    if (view && inCall(view) && live && this.facing !== side) void this.turn(side);
  }

  /** Until the doors of an appointment open the camera is off; then the device is checked again. */
  private pause(): void {
    this.line.unready();
    this.camera?.release();
    this.camera = null;
    this.store.set({ ready: false, live: false });
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
    this.offers.end();
    this.renewal.stop();
    this.line.close(false);
    this.camera?.release();
    this.camera = null;
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

  private cameraFailed(e: BaseKYCError): void {
    if (this.end.signal.aborted) return;
    if (e.code === 'camera_denied') this.emit('permission', { granted: false });
    this.emit('error', { code: e.code, message: e.message, fatal: false });
    this.store.set({ trouble: e.code, live: false });
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
    this.line.rest();
    clearTimeout(this.doors);
    this.emit('error', { code: err.code, message: err.message, fatal: true });
    this.camera?.release();
    this.camera = null;
    this.store.set({ problem: err.code, live: false, remote: null });
  }
}
