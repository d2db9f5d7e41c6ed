// The customer's camera and microphone: takes them, keeps them alive through
// the background and unplugging, and gives them back.

import { BaseKYCError, type ErrorCode } from '../types/errors.js';

export type Facing = 'user' | 'environment';

export interface CameraEvents {
  /** A new track replaced one of its kind. */
  track(t: MediaStreamTrack): void;
  /** The phone took camera or microphone away, or gave them back; more than once is possible. */
  held?(is: boolean): void;
  /** Camera or microphone were lost and could not be taken again. */
  lost(e: BaseKYCError): void;
}

// 640x480 stays a multiple of 16 when halved, which some phones' encoders need.
const video = (facing: Facing): MediaTrackConstraints => ({
  width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 20, max: 24 }, facingMode: facing,
});
const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

const settle = 1_500; // ms that a muted track may take to come back by itself

export class Camera {
  readonly stream = new MediaStream();
  facing: Facing = 'user';
  private device = ''; // id of the camera that is on, '' where the browser does not tell
  private taking: Promise<void> | null = null;
  private over = false;
  private muteTimer = 0;

  constructor(private readonly events: CameraEvents) {
    document.addEventListener('visibilitychange', this.check);
  }

  /** Takes camera and microphone; throws a camera_… error. Calls at the same time share one try. */
  take(facing: Facing = this.facing): Promise<void> {
    return this.once(() => this.acquire(facing, { video: this.device ? { ...video(facing), deviceId: { ideal: this.device } } : video(facing), audio }));
  }

  /**
   * Turns to the other camera. Where it cannot be opened the one that was on comes back, and the answer is false.
   * The microphone is left alone. Throws only when there is no camera any more.
   */
  async turn(facing: Facing): Promise<boolean> {
    if (facing === this.facing) return true;
    await this.taking;
    const [was, device] = [this.facing, this.device];
    try {
      await this.swap(facing, video(facing));
      if (!device || this.device !== device) return true;
      // The cameras of a laptop have no sides, and the browser gave the one that was on.
      const other = (await this.list()).find((d) => d.deviceId !== device);
      if (!other) return false;
      await this.swap(facing, { ...video(facing), deviceId: { exact: other.deviceId } });
      return true;
    } catch {
      await this.swap(was, { ...video(was), ...(device ? { deviceId: { ideal: device } } : {}) });
      return false;
    }
  }

  /** Whether there is more than one camera to choose from. */
  async several(): Promise<boolean> {
    return (await this.list()).length > 1;
  }

  /** Whether the camera that is on has a lamp. */
  get lamp(): boolean {
    const can = this.stream.getVideoTracks()[0]?.getCapabilities?.() as { torch?: boolean } | undefined;
    return !!can?.torch;
  }

  /** Switches the lamp; false where that does not work. */
  async shine(on: boolean): Promise<boolean> {
    const [track] = this.stream.getVideoTracks();
    return !!track && track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).then(() => true, () => false);
  }

  set muted(m: boolean) {
    for (const t of this.stream.getAudioTracks()) t.enabled = !m;
  }

  get muted(): boolean {
    return this.stream.getAudioTracks().some((t) => !t.enabled);
  }

  /** Gives camera and microphone back. */
  release(): void {
    this.over = true;
    clearTimeout(this.muteTimer);
    document.removeEventListener('visibilitychange', this.check);
    for (const t of this.stream.getTracks()) this.remove(t);
  }

  /** One try at a time: whoever comes meanwhile waits for the one that is under way. */
  private once(work: () => Promise<void>): Promise<void> {
    this.taking ??= work().finally(() => (this.taking = null));
    return this.taking;
  }

  private swap(facing: Facing, wanted: MediaTrackConstraints): Promise<void> {
    return this.once(() => {
      for (const t of this.stream.getVideoTracks()) this.remove(t); // many phones open one camera at a time
      return this.acquire(facing, { video: wanted });
    });
  }

  private async list(): Promise<MediaDeviceInfo[]> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return all.filter((d) => d.kind === 'videoinput');
  }

  private async acquire(facing: Facing, wanted: MediaStreamConstraints): Promise<void> {
    const wasMuted = this.muted;
    const got = await ask(wanted);
    if (this.over) return got.getTracks().forEach((t) => t.stop());
    this.facing = facing;
    this.device = got.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    for (const t of got.getTracks()) {
      for (const old of this.stream.getTracks()) if (old.kind === t.kind) this.remove(old);
      if (t.kind === 'audio') t.enabled = !wasMuted;
      t.onended = this.check;
      t.onmute = this.watch;
      t.onunmute = this.free;
      this.stream.addTrack(t);
      this.events.track(t);
    }
    this.free();
  }

  private remove(t: MediaStreamTrack): void {
    t.onended = t.onmute = t.onunmute = null;
    t.stop();
    this.stream.removeTrack(t);
  }

  /** A track that stays muted in the foreground was taken by a call or another app. */
  private readonly watch = (): void => {
    clearTimeout(this.muteTimer);
    this.muteTimer = window.setTimeout(() => {
      this.events.held?.(!this.whole);
      this.check();
    }, settle);
  };

  /** Whether each track brings something. */
  private get whole(): boolean {
    return this.stream.getTracks().every((t) => t.readyState === 'live' && !t.muted);
  }

  private readonly free = (): void => {
    if (this.whole) this.events.held?.(false);
  };

  /** Takes again what ended or stayed muted, once the page is seen. */
  readonly check = (): void => {
    if (this.over || this.taking || document.visibilityState !== 'visible') return;
    if (!this.stream.getTracks().length || this.whole) return;
    this.take().catch((e: BaseKYCError) => this.over || this.events.lost(e));
  };
}

async function ask(wanted: MediaStreamConstraints): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new BaseKYCError('camera_unsupported', 'this page has no access to cameras: an old browser, or not https');
  }
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (e) {
    throw new BaseKYCError(cameraCode((e as Error).name), `camera: ${(e as Error).name}`);
  }
}

/** The code of a getUserMedia failure by the name of its exception. */
export function cameraCode(name: string): ErrorCode {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
    case 'PermissionDeniedError': return 'camera_denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError': return 'camera_missing';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError': return 'camera_busy';
    default: return 'camera_unsupported';
  }
}
