// Camera and microphone: asked for together, so that the browser asks the person
// once; one by one if that fails, so that it is known which of them it is.

import { cameraCode } from '../call/camera.js';
import { Meter } from '../call/meter.js';
import { draw } from '../call/still.js';
import type { Diagnosis } from '../types/diagnosis.js';

const listening = 2_000; // ms
const firstPicture = 5_000; // ms until a camera that gives none counts as broken
const black = 6; // mean luma of 255: a covered lens, or a camera that another app holds

type Camera = Diagnosis['camera'];
type Microphone = Diagnosis['microphone'];

export const noCamera: Camera = { state: 'unavailable', error: null, cameras: null, width: null, height: null, brightness: null };
export const noMicrophone: Microphone = { state: 'unavailable', error: null, level: null };

/** Looks at both and gives them back. */
export async function devices(end: AbortSignal): Promise<{ camera: Camera; microphone: Microphone }> {
  const got: MediaStream[] = [];
  const ask = async (want: MediaStreamConstraints): Promise<MediaStream | Error> => {
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new TypeError('no access to cameras');
      const stream = await navigator.mediaDevices.getUserMedia(want);
      got.push(stream);
      return stream;
    } catch (e) {
      return e as Error;
    }
  };
  try {
    const both = await ask({ video: true, audio: true });
    const [sight, sound] = both instanceof MediaStream ? [both, both] : [await ask({ video: true }), await ask({ audio: true })];
    if (end.aborted) return { camera: noCamera, microphone: noMicrophone };
    const [camera, microphone] = await Promise.all([lookAt(sight), listenTo(sound, end)]);
    return { camera: { ...camera, cameras: await count() }, microphone };
  } finally {
    for (const s of got) for (const t of s.getTracks()) t.stop();
  }
}

async function lookAt(sight: MediaStream | Error): Promise<Camera> {
  if (!(sight instanceof MediaStream)) return { ...noCamera, state: 'failed', error: cameraCode(sight.name) };
  const video = document.createElement('video');
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream(sight.getVideoTracks());
  try {
    const shown = new Promise((ok) => video.addEventListener('loadeddata', ok, { once: true }));
    void video.play().catch(() => undefined);
    await Promise.race([shown, pass(firstPicture)]);
    if (!video.videoWidth) return { ...noCamera, state: 'failed', error: 'camera_busy' };
    await pass(500); // cameras begin dark
    const brightness = Math.round(mean(video));
    return { ...noCamera, state: brightness < black ? 'warning' : 'ok', width: video.videoWidth, height: video.videoHeight, brightness };
  } finally {
    video.srcObject = null;
  }
}

async function listenTo(sound: MediaStream | Error, end: AbortSignal): Promise<Microphone> {
  if (!(sound instanceof MediaStream)) return { ...noMicrophone, state: 'failed', error: cameraCode(sound.name) };
  let level: number | null = null;
  let meter: Meter | null = null; // it tells a level before it is there
  meter = new Meter(new MediaStream(sound.getAudioTracks()), (l) => {
    if (meter?.running) level = Math.max(level ?? 0, l);
  });
  await Promise.race([pass(listening), new Promise((ok) => end.addEventListener('abort', ok, { once: true }))]);
  meter.close();
  const muted = sound.getAudioTracks().some((t) => t.muted);
  return { state: muted ? 'warning' : 'ok', error: null, level: level === null ? null : Math.round(level * 100) / 100 };
}

function mean(video: HTMLVideoElement): number {
  const { data } = draw(video, 32, 24).getContext('2d')!.getImageData(0, 0, 32, 24);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i]! * 0.3 + data[i + 1]! * 0.59 + data[i + 2]! * 0.11;
  return sum / (data.length / 4);
}

async function count(): Promise<number | null> {
  const list = await navigator.mediaDevices?.enumerateDevices?.().catch(() => null);
  return list ? list.filter((d) => d.kind === 'videoinput').length : null;
}

const pass = (ms: number): Promise<void> => new Promise((ok) => setTimeout(ok, ms));
