// What needs camera, microphone and the line: from the device check through the
// waiting room and the call. The screens of the parts that come later use it.

import type { ServerClock } from './clock.js';
import { Camera, type Facing } from './camera.js';
import { Line, type LineEnd, type LineState } from './line.js';
import { defaultPolicy } from './reconnect.js';
import { sideOf, takeStill } from './still.js';
import { locate } from './position.js';
import { describe } from './telemetry.js';
import type { Emit } from '../report.js';
import { drawId } from '../session/device.js';
import type { Door } from '../session/door.js';
import { Insistence } from '../session/insistence.js';
import { Offers } from '../session/offers.js';
import { forgetShot, keepShot, recallShot } from '../session/shot.js';
import { Sending } from '../session/still.js';
import { inCall, type Draft, type State, type Store } from '../state.js';
import { BaseKYCError, type ErrorCode } from '../types/errors.js';
import type { Instruction, View } from '../types/view.js';

/** A picture that is so refused is not sent again. */
const useless = new Set<ErrorCode>(['image_invalid', 'too_large', 'unsupported_media_type']);

const keeping = 3_000; // ms that a photograph may take into the browser's cache before it is sent all the same

/** What holds a conversation. */
export interface Ties {
  door: Door;
  device: string;
  clock: ServerClock;
  store: Store;
  emit: Emit;
  end: AbortSignal; // of the verification
  renew(): Promise<boolean>;
  show(v: View): void;
  ended(why: LineEnd): void;
}

export class Conversation {
  readonly offers: Offers;
  private readonly line: Line;
  private readonly upload = new Insistence(() => undefined);
  private shot: { side: string; picture: Blob } | null = null;
  private asked = ''; // id of the last instruction for a document
  private look: () => void = () => undefined; // whether a picture is asked for by now
  private camera: Camera | null = null;
  private located = false;
  private documentSide: Facing = 'user'; // of the camera that the customer showed the last document to

  constructor(private readonly ties: Ties) {
    const { store, door, device, clock } = ties;
    this.offers = new Offers(door, (slots, offered) => store.set({ slots, offered }));
    this.line = new Line({
      base: door.base, device, clock, policy: defaultPolicy,
      token: () => door.token,
      renew: ties.renew,
      stream: () => (store.now.live ? this.camera!.stream : null),
      graceEnds: () => Date.parse(store.now.view?.grace_ends_at ?? '') || 0,
      events: {
        view: ties.show,
        state: (line) => this.lineIs(line),
        peer: (officerHere, officerSeen) => store.set({ officerHere, officerSeen }),
        quality: (quality) => store.set({ quality }),
        supervisor: (supervisor) => store.set({ supervisor }),
        remote: (remote) => store.set({ remote, deaf: false }),
        refused: (code, message, chat) => this.refused(code as ErrorCode, message, chat),
        ended: ties.ended,
      },
    });
  }

  get stream(): MediaStream | null {
    return this.camera?.stream ?? null;
  }

  get facing(): Facing {
    return this.camera?.facing ?? 'user';
  }

  /** Opens the line to a session. */
  begin(view: View): void {
    this.line.follow(view);
    this.offers.follow(view);
    this.line.open();
  }

  /** Hears the newest view. */
  follow(view: View): void {
    this.line.follow(view);
    this.offers.follow(view);
    if (view.status === 'scheduled') this.pause();
    this.face();
    void this.goOn(view.instruction);
    this.look();
  }

  /** Asks for camera and microphone; says whether they are there. */
  async openCamera(): Promise<boolean> {
    const { store, emit, end } = this.ties;
    this.camera ??= new Camera({
      track: (t) => this.took(t),
      held: (held) => {
        if (this.state.held === held) return;
        store.set({ held });
        this.line.hold(held);
      },
      lost: (e) => this.cameraFailed(e),
    });
    try {
      await this.camera.take();
      if (end.aborted) return false;
      emit('permission', { granted: true });
      store.set({ live: true, trouble: null, muted: this.camera.muted, cameras: await this.camera.several(), lamp: this.camera.lamp });
      this.line.call();
      this.locate();
      return true;
    } catch (e) {
      this.cameraFailed(e as BaseKYCError);
      return false;
    }
  }

  /** Asks once where the device is, if a rule wants to know. */
  private locate(): void {
    if (this.located || !this.state.view?.asks_position) return;
    this.located = true;
    void locate().then((p) => this.ties.end.aborted || this.line.locate(p));
  }

  /** Into the line of those who wait. */
  ready(): void {
    this.line.setReady();
  }

  mute(muted: boolean): void {
    if (this.camera) this.camera.muted = muted;
    this.ties.store.set({ muted });
  }

  /** Turns to the other camera and puts its picture on the call. */
  async turn(facing?: Facing): Promise<void> {
    const { store } = this.ties;
    const camera = this.camera;
    if (!camera || !this.state.cameras || this.state.turning) return;
    const to = facing ?? (camera.facing === 'user' ? 'environment' : 'user');
    store.set({ turning: true, shining: false });
    try {
      if (!(await camera.turn(to))) store.set({ cameras: false }); // the other one cannot be had
      if (!facing) this.documentSide = camera.facing; // for the next document as well
      store.set({ lamp: camera.lamp });
    } catch (e) {
      this.cameraFailed(e as BaseKYCError);
    } finally {
      store.set({ turning: false });
    }
    this.face(); // the instruction may have changed meanwhile
  }

  /** Writes to the officer. The message is on the screen at once and repeated until the server shows it. */
  write(text: string): void {
    const draft: Draft = { id: drawId(), text, failed: false };
    this.ties.store.set({ drafts: [...this.state.drafts.filter((d) => !d.failed), draft] });
    this.line.write(draft.id, text);
  }

  /** Switches the lamp of the camera. */
  async shine(on: boolean): Promise<void> {
    const works = await this.camera?.shine(on);
    this.ties.store.set(works ? { shining: on } : { lamp: false });
  }

  /** A still in full resolution. */
  async photograph(): Promise<Blob> {
    const track = this.camera?.stream.getVideoTracks()[0];
    if (!track) throw new BaseKYCError('camera_missing', 'the camera is off');
    return takeStill(track);
  }

  /** The still that an instruction asks for, if it was taken and is not with the server yet. */
  shotFor(i: Instruction): Blob | null {
    return this.shot?.side === sideOf(i) ? this.shot.picture : null;
  }

  /**
   * Sends a still for the instruction on the screen, after a cut from where that was, until the server has it. `sending`,
   * `sent` and `unsent` of the state tell how it goes.
   */
  async send(picture: Blob): Promise<void> {
    const { store, door, emit, end } = this.ties;
    const view = this.state.view!, i = view.instruction;
    if (i?.kind !== 'document' || this.state.sending?.side === sideOf(i)) return;
    const side = sideOf(i);
    const mine = (this.shot = { side, picture });
    const still = () => this.shot === mine; // and not another one by now
    let part = 0;
    const sending = new Sending(door, picture, { document: i.document ?? '', side: i.side ?? 'front' }, () => this.due(side), (p) => still() && store.set({ sending: { side, part: (part = p) } }));
    store.set({ sending: { side, part }, unsent: null });
    const kept = keepShot(`${view.id} ${side}`, picture);
    const forget = () => void kept.then(forgetShot); // not before it was kept
    await Promise.race([kept, new Promise((go) => setTimeout(go, keeping))]);
    for (;;) {
      const before = part;
      try {
        const made = await this.upload.run((within) => (still() ? sending.attempt(within) : Promise.reject(new BaseKYCError('wrong_state', 'another picture is asked for'))), end);
        emit('still', made);
        if (!still()) return;
        this.shot = null;
        forget();
        return store.set({ sent: this.asked, sending: null });
      } catch (e) {
        const { code } = e as BaseKYCError;
        if (!still() || end.aborted) return;
        if (code === 'network_error' && part > before) continue; // slow, but not in vain
        if (useless.has(code)) {
          this.shot = null;
          forget();
        }
        return store.set({ sending: null, unsent: { side, code } });
      }
    }
  }

  /** Waits until a picture is asked for: one that arrives between two checks is of no use to either. */
  private due(side: string): Promise<void> {
    return new Promise((go) => {
      this.look = () => {
        const { status, instruction: i } = this.state.view!;
        if (status === 'in_progress' && i?.kind === 'document' && sideOf(i) === side) go();
      };
      this.look();
    });
  }

  /** Goes on with a picture whose line, page or check ended on its way, once the same side is asked for. */
  private async goOn(i = this.state.view?.instruction): Promise<void> {
    if (i?.kind !== 'document' || i.id === this.state.sent) return;
    const fresh = i.id !== this.asked;
    this.asked = i.id;
    const side = sideOf(i);
    if (this.shot && this.shot.side !== side) { // of a side that nobody asks for now
      this.shot = null;
      this.ties.store.set({ sending: null });
      this.upload.now();
    }
    const picture = this.shotFor(i) ?? (fresh ? await recallShot(`${this.state.view!.id} ${side}`) : null);
    if (picture && this.asked === i.id && !this.ties.end.aborted) await this.send(picture);
  }

  /** The browser refused to play sound until a tap, or got one. */
  deaf(deaf: boolean): void {
    this.ties.store.set({ deaf });
  }

  /** The officer's picture plays, whatever the server has said of it so far. */
  seen(): void {
    this.ties.store.set({ officerSeen: true });
  }

  /** Tries at once what is being tried again. */
  hurry(): void {
    this.upload.now();
  }

  /** Takes back what the phone took while the app was in the background. */
  wake(): void {
    this.camera?.check();
    this.line.hurry();
  }

  /** Gives the camera back and lets go of the line until `begin` is called again. */
  rest(): void {
    this.line.rest();
    this.release();
  }

  /** Ends it for good; `leave` says that the customer goes on purpose. */
  close(leave: boolean): void {
    this.upload.now(); // ends what is under way
    forgetShot();
    this.offers.end();
    this.line.close(leave);
    this.release();
  }

  private get state(): State {
    return this.ties.store.now;
  }

  private lineIs(line: LineState): void {
    this.ties.store.set({ line });
    if (line === 'open') {
      if (this.state.sending) this.upload.now(); // what was on its way may hang on the former network
      else if (this.shot) void this.goOn();
    }
    if (line === 'open') for (const d of this.state.drafts) if (!d.failed) this.line.write(d.id, d.text);
  }

  /** A new camera or microphone. */
  private took(t: MediaStreamTrack): void {
    void this.line.replace(t);
    if (this.state.trouble) this.ties.store.set({ trouble: null, live: true }); // taken again by itself, after a phone call for instance
    if (t.kind === 'video') this.line.tell(describe(t, this.state.view?.instruction?.kind === 'document' ? 'document' : 'face'));
  }

  private refused(code: ErrorCode, message: string, chat?: string): void {
    this.ties.emit('error', { code, message, fatal: false });
    if (chat) this.ties.store.set({ drafts: this.state.drafts.map((d) => (d.id === chat ? { ...d, failed: true } : d)) });
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
    this.release();
    this.ties.store.set({ ready: false, live: false });
  }

  private cameraFailed(e: BaseKYCError): void {
    const { emit, store, end } = this.ties;
    if (end.aborted) return;
    if (e.code === 'camera_denied') emit('permission', { granted: false });
    emit('error', { code: e.code, message: e.message, fatal: false });
    store.set({ trouble: e.code, live: false });
  }

  private release(): void {
    this.camera?.release();
    this.camera = null;
  }
}
