import type { ErrorCode } from './errors.js';

/** What `BaseKYC.diagnose` takes. */
export interface DiagnoseOptions {
  /** Where BASEKYC runs; the origin of the page when left out. */
  baseUrl?: string;
  /** Whether camera and microphone are looked at, for which the browser may ask; true when left out. */
  media?: boolean;
  /** Hears which part is being looked at. */
  onPart?: (part: DiagnosisPart) => void;
  /** Ends it early: what was not looked at by then is `unavailable`. */
  signal?: AbortSignal;
}

export type DiagnosisPart = 'browser' | 'camera' | 'microphone' | 'server' | 'signalling' | 'clock' | 'network';

/** `unavailable`: it was not or could not be looked at. Never a guess. */
export type Finding = 'ok' | 'warning' | 'failed' | 'unavailable';

/**
 * What is known of a browser that calls for attention. The first five make calls impossible.
 */
export type Quirk =
  | 'insecure_context' | 'no_camera_access' | 'no_webrtc' | 'no_websocket' | 'no_common_codec'
  | 'frame_forbids_camera' | 'storage_blocked' | 'webview' | 'in_app_browser' | 'old_browser' | 'data_saver';

/** One way to the server. `ms` is until it was found open. */
export interface Way {
  state: Finding;
  ms: number | null;
}

/** What this device, its browser and its network can do. It names no person, no address and no device by its name. */
export interface Diagnosis {
  version: 1;
  /** By the device's clock, RFC 3339. */
  at: string;
  duration_ms: number;
  /** The worst of what a call needs: `failed` if there can be none. */
  verdict: 'ok' | 'warning' | 'failed';
  /** `place` is the browser or WebView by its kind, such as `chrome_android`. */
  browser: { state: Finding; place: string; user_agent: string; language: string; quirks: Quirk[]; codecs: string[] };
  camera: {
    state: Finding; error: ErrorCode | null; cameras: number | null; width: number | null; height: number | null;
    /** Of 255; a covered lens is near 0. */
    brightness: number | null;
  };
  /** `level` is the loudest moment, 0 to 1. Silence is no failure: nobody may have spoken. */
  microphone: { state: Finding; error: ErrorCode | null; level: number | null };
  /** The quickest of several requests over an open connection. */
  server: { state: Finding; round_trip_ms: number | null };
  /** The socket of calls: until it was open, and a message there and back. */
  signalling: { state: Finding; opened_ms: number | null; round_trip_ms: number | null };
  /** `offset_ms` is to be added to the device's clock to get the server's. */
  clock: { state: Finding; offset_ms: number | null; uncertainty_ms: number | null };
  /** Which ways lead to the server's relay. Ways that the server does not offer are `unavailable`. */
  network: { state: Finding; udp: Way; tcp: Way; tls: Way; kind: string | null };
}
