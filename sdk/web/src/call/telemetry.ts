// What this device says of a camera that it took, for the officer to judge by. The
// server keeps the class of its name only.

/** The message `camera` of api/realtime.md. */
export interface CameraReport {
  label: string;
  device: string;
  purpose: 'face' | 'document';
  facing: string;
  width: number;
  height: number;
  rate: number;
  min_width: number;
  max_width: number;
  max_rate: number;
  mobile: boolean;
}

/** Describes a track; what the browser does not tell is '' or 0. */
export function describe(track: MediaStreamTrack, purpose: CameraReport['purpose']): CameraReport {
  const is = track.getSettings();
  const can = (track.getCapabilities?.() ?? {}) as MediaTrackCapabilities;
  const side = (n: number | undefined) => Math.min(Math.max(Math.round(n ?? 0), 0), 16384);
  const rate = (n: number | undefined) => Math.min(Math.max(n ?? 0, 0), 1000);
  return {
    label: track.label.slice(0, 200), device: (is.deviceId ?? '').slice(0, 200), purpose, facing: is.facingMode ?? '',
    width: side(is.width), height: side(is.height), rate: rate(is.frameRate),
    min_width: side(can.width?.min), max_width: side(can.width?.max), max_rate: rate(can.frameRate?.max),
    mobile: onPhone(navigator),
  };
}

function onPhone(n: Navigator & { userAgentData?: { mobile: boolean } }): boolean {
  return n.userAgentData?.mobile ?? /Android|iPhone|iPad/.test(n.userAgent);
}
