// Lucide icons (ISC licence) of the screens that come later, and the ring of the face check.

import { drawn, ns } from './icons.js';

const paths = {
  left: 'M19 12H5m7 7-7-7 7-7',
  right: 'M5 12h14m-7-7 7 7-7 7',
  up: 'M12 19V5m-7 7 7-7 7 7',
  down: 'M12 5v14m7-7-7 7-7-7',
  smile: 'M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0ZM8 14s1.5 2 4 2 4-2 4-2M9 9h.01M15 9h.01',
  eye: 'M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7-10-7-10-7ZM15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z',
  mic: 'M12 2a3 3 0 0 0-3 3v7a3 3 0 0 0 6 0V5a3 3 0 0 0-3-3ZM19 10v2a7 7 0 0 1-14 0v-2M12 19v3',
  mic_off: 'm2 2 20 20M18.9 13.2A7 7 0 0 0 19 12v-2M5 10v2a7 7 0 0 0 12 5M15 9.3V5a3 3 0 0 0-5.7-1.3M9 9v3a3 3 0 0 0 5.1 2.1M12 19v3',
  camera: 'M14.5 4h-5L7 7H4a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-3ZM15 13a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z',
  camera_off: 'm2 2 20 20M7 7H4a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h16M9.5 4h5L17 7h3a2 2 0 0 1 2 2v7.5M14.1 15.1a3 3 0 1 1-4.2-4.2',
  turn: 'M11 19H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h5M13 5h7a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-5M15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM18 22l-3-3 3-3M6 2l3 3-3 3',
  lamp: 'M15 14c.2-1 .7-1.7 1.5-2.5 1-.9 1.5-2.2 1.5-3.5A6 6 0 0 0 6 8c0 1 .2 2.2 1.5 3.5.7.7 1.3 1.5 1.5 2.5M9 18h6M10 22h4',
  message: 'M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2Z',
  close: 'M18 6 6 18M6 6l12 12',
} as const;

export type SignName = keyof typeof paths;

/** An icon beside words: hidden from screen readers. */
export function sign(name: SignName): SVGSVGElement {
  return drawn(paths[name]);
}

/** A ring whose arc the style sheet draws by `--part`, 0 to 1. */
export function ring(): SVGSVGElement {
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 100 100');
  svg.setAttribute('class', 'ring');
  svg.setAttribute('aria-hidden', 'true');
  for (const name of ['ring-ground', 'ring-arc']) {
    const c = document.createElementNS(ns, 'circle');
    for (const [k, v] of Object.entries({ cx: '50', cy: '50', r: '48', pathLength: '1', class: name })) c.setAttribute(k, v);
    svg.append(c);
  }
  return svg;
}
