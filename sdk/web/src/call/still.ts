// A still in the best quality that the camera gives: a photo where the browser
// takes one, else the largest picture of the track.

import type { Instruction } from '../types/view.js';

/** What an instruction asks a picture of. */
export const sideOf = (i: Instruction): string => `${i.document}_${i.side ?? 'front'}`;

interface PhotoTaker {
  takePhoto(): Promise<Blob>;
}
declare const ImageCapture: (new (track: MediaStreamTrack) => PhotoTaker) | undefined;

const photoPatience = 4_000; // ms; some phones never answer takePhoto
const growPatience = 1_500; // ms for a camera to change its resolution
export const largest = 12 * 1024 * 1024; // bytes that the server takes

/** Takes a picture with a live video track. */
export async function takeStill(track: MediaStreamTrack): Promise<Blob> {
  const photo = await takePhoto(track);
  if (photo && /^image\/(jpeg|png|webp)$/.test(photo.type) && photo.size <= largest) return photo;
  return drawLargest(track);
}

async function takePhoto(track: MediaStreamTrack): Promise<Blob | null> {
  if (typeof ImageCapture === 'undefined') return null;
  try {
    return await within(new ImageCapture(track).takePhoto(), photoPatience);
  } catch {
    return null; // not every camera driver has it
  }
}

/** Draws a frame of a clone of the track that asks for more pixels: the call's own track keeps its size. */
async function drawLargest(track: MediaStreamTrack): Promise<Blob> {
  const clone = track.clone();
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  try {
    await clone.applyConstraints({ width: { ideal: 1920 }, height: { ideal: 1080 } }).catch(() => undefined);
    video.srcObject = new MediaStream([clone]);
    await video.play();
    await within(grown(video, clone), growPatience).catch(() => undefined);
    return await encode(draw(video, video.videoWidth, video.videoHeight));
  } finally {
    clone.stop();
    video.srcObject = null;
  }
}

/** Waits until the picture has the size that the track promises. */
function grown(video: HTMLVideoElement, track: MediaStreamTrack): Promise<void> {
  return new Promise((done) => {
    const look = () => video.videoWidth >= (track.getSettings().width ?? 0) && video.videoWidth > 0 && done();
    video.addEventListener('resize', look);
    look();
  });
}

/** Draws a picture, or a part of it (left, top, width, height), on a canvas of the given size. */
export function draw(source: HTMLVideoElement | ImageBitmap, width: number, height: number, part?: [number, number, number, number]): HTMLCanvasElement {
  const c = document.createElement('canvas');
  c.width = width;
  c.height = height;
  const on = c.getContext('2d', { willReadFrequently: true })!;
  if (part) on.drawImage(source, ...part, 0, 0, width, height);
  else on.drawImage(source, 0, 0, width, height);
  return c;
}

function encode(c: HTMLCanvasElement): Promise<Blob> {
  return new Promise((ok, no) => c.toBlob((b) => (b ? ok(b) : no(new Error('the picture could not be encoded'))), 'image/jpeg', 0.92));
}

function within<T>(p: Promise<T>, ms: number): Promise<T> {
  return new Promise((ok, no) => {
    const t = setTimeout(() => no(new Error('too slow')), ms);
    p.then(ok, no).finally(() => clearTimeout(t));
  });
}
