// Puts a theme on the host element as custom properties, and corrects an accent
// that could not be read.

import type { Theme } from './types/theme.js';

type Rgb = [number, number, number];

/** Applies a theme, and gives what applies its accent again; a dark or light choice of `auto` follows the device as it changes. */
export function applyTheme(host: HTMLElement, theme: Theme, signal: AbortSignal): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const set = () => {
    if (theme.mode && theme.mode !== 'auto') host.dataset['theme'] = theme.mode;
    const isDark = theme.mode === 'dark' || (theme.mode !== 'light' && dark.matches);
    const accent = theme.accent ? readable(theme.accent, isDark) : null;
    if (accent) {
      host.style.setProperty('--bk-accent', accent.accent);
      host.style.setProperty('--bk-on-accent', accent.on);
    }
  };
  set();
  dark.addEventListener('change', set, { signal });
  if (theme.radius) host.style.setProperty('--bk-radius', theme.radius);
  if (theme.font) host.style.setProperty('--bk-font', theme.font);
  return set;
}

/**
 * The nearest accent with 4.5:1 on the page's surface, and black or white for
 * words on it; null when the colour cannot be read. Ratios as WCAG 2.2 defines.
 */
export function readable(colour: string, dark: boolean): { accent: string; on: string } | null {
  const wanted = parse(colour);
  if (!wanted) return null;
  const ground: Rgb = dark ? [22, 26, 34] : [255, 255, 255];
  let rgb = wanted;
  for (let i = 1; contrast(rgb, ground) < 4.5 && i <= 20; i++) rgb = mix(wanted, dark ? [255, 255, 255] : [0, 0, 0], i / 20);
  const on = contrast(rgb, [255, 255, 255]) >= contrast(rgb, [11, 16, 32]) ? '#ffffff' : '#0b1020';
  return { accent: '#' + rgb.map((c) => c.toString(16).padStart(2, '0')).join(''), on };
}

export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(c: Rgb): number {
  const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  return a.map((v, i) => Math.round(v + (b[i]! - v) * part)) as Rgb;
}

function parse(colour: string): Rgb | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (!hex) return null;
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as Rgb;
}
