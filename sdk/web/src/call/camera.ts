// The customer's camera and microphone: takes them, keeps them alive through
// the background and unplugging, and gives them back.

import { BaseKYCError, type ErrorCode } from '../types/errors.js';

export type Facing = 'user' | 'environment';

export interface CameraEvents {
  /** A new track replaced one of its kind. */
  track(t: MediaStreamTrack): void;
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
  private taking: Promise<void> | null = null;
  private over = false;
  private muteTimer = 0;

  constructor(private readonly events: CameraEvents) {
    document.addEventListener('visibilitychange', this.check);
  }

  /** Takes camera and microphone; throws a camera_… error. Calls at the same time share one try. */
  take(facing: Facing = this.facing): Promise<void> {
    this.taking ??= this.acquire(facing).finally(() => (this.taking = null));
    return this.taking;
  }

  /** Turns to the other camera of a phone. The one camera of a laptop stays. */
  async turn(facing: Facing): Promise<void> {
    if (facing === this.facing) return;
    await this.taking;
    for (const t of this.stream.getVideoTracks()) this.remove(t); // many phones open one camera at a time
    await this.take(facing);
  }

  /** Whether there is more than one camera to choose from. */
  async several(): Promise<boolean> {
    const list = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return list.filter((d) => d.kind === 'videoinput').length > 1;
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

  private async acquire(facing: Facing): Promise<void> {
    const wasMuted = this.muted;
    const got = await ask(facing);
    if (this.over) return got.getTracks().forEach((t) => t.stop());
    this.facing = facing;
    for (const t of got.getTracks()) {
      for (const old of this.stream.getTracks()) if (old.kind === t.kind) this.remove(old);
      if (t.kind === 'audio') t.enabled = !wasMuted;
      t.onended = this.check;
      t.onmute = this.watch;
      this.stream.addTrack(t);
      this.events.track(t);
    }
  }

  private remove(t: MediaStreamTrack): void {
    t.onended = t.onmute = null;
    t.stop();
    this.stream.removeTrack(t);
  }

  /** A track that stays muted in the foreground was taken by a call or another app. */
  private readonly watch = (): void => {
    clearTimeout(this.muteTimer);
    this.muteTimer = window.setTimeout(this.check, settle);
  };

  private readonly check = (): void => {
    if (this.over || this.taking || document.visibilityState !== 'visible') return;
    const tracks = this.stream.getTracks();
    if (!tracks.length || tracks.every((t) => t.readyState === 'live' && !t.muted)) return;
    this.take().catch((e: BaseKYCError) => this.over || this.events.lost(e));
  };
}

async function ask(facing: Facing): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new BaseKYCError('camera_unsupported', 'this page has no access to cameras: an old browser, or not https');
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ video: video(facing), audio });
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
