// What is wrong with a picture of a document, guessed on the device in a
// millisecond. Only a hint: the server judges. Never a reason to refuse.

import { draw } from './still.js';

export type Hint = '' | 'too_dark' | 'glare' | 'blurred';

// Chosen by judgement and deliberately lenient, since a wrong hint costs trust
// and a missing one only a retake.
const dark = 55; // mean luma of 255
const dusk = 40; // the same of a face's place: a dark face in a lit room is above it
const glare = 0.12; // part of the pixels that are blown out
const sharp = 40; // variance of the Laplacian at 160 pixels width

const width = 160;

/** Looks at a grey picture of w by h, one byte a pixel. */
export function judge(grey: Uint8Array, w: number, h: number): Hint {
  let sum = 0, blown = 0;
  for (const v of grey) {
    sum += v;
    if (v > 250) blown++;
  }
  if (sum / grey.length < dark) return 'too_dark';
  if (blown / grey.length > glare) return 'glare';
  return sharpness(grey, w, h) < sharp ? 'blurred' : '';
}

/** Variance of the 4-neighbour Laplacian: low without edges. */
export function sharpness(grey: Uint8Array, w: number, h: number): number {
  let n = 0, sum = 0, squares = 0;
  for (let y = 1; y < h - 1; y++) {
    for (let x = 1; x < w - 1; x++) {
      const i = y * w + x;
      const l = grey[i - 1]! + grey[i + 1]! + grey[i - w]! + grey[i + w]! - 4 * grey[i]!;
      n++;
      sum += l;
      squares += l * l;
    }
  }
  return n ? squares / n - (sum / n) ** 2 : 0;
}

/** Whether it is too dark where a face is looked for, in the middle: only as sure as a hint must be. */
export function dim(source: HTMLVideoElement): boolean {
  const { videoWidth: w, videoHeight: h } = source;
  if (!w || !h) return false;
  const grey = greyOf(source, 24, 24, [w / 4, h / 8, w / 2, (h * 3) / 4]);
  return grey.reduce((sum, v) => sum + v, 0) / grey.length < dusk;
}

/** The hint for what a video shows now, or for a picture that was taken. */
export function hintFor(source: HTMLVideoElement | ImageBitmap): Hint {
  const [w, h] = 'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (!w || !h) return '';
  const height = Math.max(3, Math.round((width * h) / w));
  return judge(greyOf(source, width, height, [0, 0, w, h]), width, height);
}

/** A part of a picture, left, top, width and height, drawn as w by h grey pixels. */
function greyOf(source: HTMLVideoElement | ImageBitmap, w: number, h: number, part: [number, number, number, number]): Uint8Array {
  const rgba = draw(source, w, h, part).getContext('2d')!.getImageData(0, 0, w, h).data;
  const grey = new Uint8Array(w * h);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = (rgba[i * 4]! * 77 + rgba[i * 4 + 1]! * 150 + rgba[i * 4 + 2]! * 29) >> 8; // BT.601
  }
  return grey;
}
