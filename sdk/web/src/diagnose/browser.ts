// What the browser, or the WebView, can do and is known for.

import { bridged } from '../bridges.js';
import { placeOf, type Place } from '../call/recovery.js';
import type { Diagnosis, Quirk } from '../types/diagnosis.js';

const impossible = new Set<Quirk>(['insecure_context', 'no_camera_access', 'no_webrtc', 'no_websocket', 'no_common_codec', 'frame_forbids_camera']);
const common = ['VP8', 'H264', 'VP9', 'AV1']; // that the server passes on; every browser has the first two

type Policy = { allowsFeature(name: string): boolean };

/** Looks at this browser. */
export function browser(): Diagnosis['browser'] {
  const place = placeOf(navigator.userAgent, navigator.maxTouchPoints > 1, bridged());
  const codecs = videoCodecs();
  const quirks = [...quirksOf(navigator.userAgent, place), ...lacks(codecs)];
  return {
    state: quirks.some((q) => impossible.has(q)) ? 'failed' : quirks.length ? 'warning' : 'ok',
    place, user_agent: navigator.userAgent, language: navigator.language, quirks, codecs,
  };
}

function lacks(codecs: string[]): Quirk[] {
  const d = document as unknown as { featurePolicy?: Policy; permissionsPolicy?: Policy };
  const policy = d.permissionsPolicy ?? d.featurePolicy;
  const found: [Quirk, boolean][] = [
    ['insecure_context', !isSecureContext],
    ['no_camera_access', !navigator.mediaDevices?.getUserMedia],
    ['no_webrtc', typeof RTCPeerConnection === 'undefined'],
    ['no_websocket', typeof WebSocket === 'undefined'],
    ['no_common_codec', codecs.length > 0 && !codecs.some((c) => common.includes(c))],
    ['frame_forbids_camera', !!policy && !(policy.allowsFeature('camera') && policy.allowsFeature('microphone'))],
    ['storage_blocked', !stores()],
    ['data_saver', !!(navigator as { connection?: { saveData?: boolean } }).connection?.saveData],
  ];
  return found.filter(([, is]) => is).map(([q]) => q);
}

/** What a user agent says by itself. */
export function quirksOf(ua: string, place: Place): Quirk[] {
  const found: Quirk[] = [];
  if (place === 'webview_android' || place === 'webview_ios') found.push('webview');
  if (/FBAN|FBAV|Instagram|WhatsApp|Line\/|Twitter|MicroMessenger|Snapchat|LinkedInApp/.test(ua)) found.push('in_app_browser');
  const chromium = /Chrome\/(\d+)/.exec(ua), ios = /OS (\d+)_(\d+)/.exec(ua), safari = /Version\/(\d+)[.\d]* Safari/.exec(ua);
  if (chromium && Number(chromium[1]) < 100) found.push('old_browser');
  else if (/iPhone|iPad|iPod/.test(ua) && ios && Number(ios[1]) < 15) found.push('old_browser');
  else if (!chromium && !ios && safari && Number(safari[1]) < 15) found.push('old_browser');
  return found;
}

function videoCodecs(): string[] {
  try {
    const all = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
    return [...new Set(all.map((c) => c.mimeType.split('/')[1]!.toUpperCase()))].filter((c) => common.includes(c));
  } catch {
    return []; // a browser that does not tell
  }
}

function stores(): boolean {
  try {
    localStorage.setItem('basekyc.diagnosis', '1');
    localStorage.removeItem('basekyc.diagnosis');
    return true;
  } catch {
    return false;
  }
}
