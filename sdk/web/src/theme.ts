// Puts a theme on the host element as custom properties, and corrects colours
// that could not be read on each other. Ratios as WCAG 2.2 defines them.

import type { Theme } from './types/theme.js';
import type { View } from './types/view.js';

export type Rgb = [number, number, number];

/** Applies a theme, and gives what applies it again; a dark or light choice of `auto` follows the device as it changes. */
export function applyTheme(host: HTMLElement, theme: Theme, signal: AbortSignal): () => void {
  const device = matchMedia('(prefers-color-scheme: dark)');
  let put: string[] = [];
  const set = () => {
    if (theme.mode && theme.mode !== 'auto') host.dataset['theme'] = theme.mode;
    else delete host.dataset['theme'];
    const dark = theme.mode === 'dark' || (theme.mode !== 'light' && device.matches);
    const all = { ...palette(theme, dark), radius: theme.radius, font: theme.font };
    for (const name of put) host.style.removeProperty(name);
    put = Object.keys(all).map((name) => '--bk-' + name);
    Object.values(all).forEach((value, i) => value && host.style.setProperty(put[i]!, value));
  };
  set();
  device.addEventListener('change', set, { signal });
  return set;
}

/** Takes from an account what the page leaves open. */
export function adopt(theme: Theme, { color, logo_url, look = {} }: View['account']): void {
  theme.accent ||= color || undefined;
  theme.logo ||= logo_url || undefined;
  for (const [name, value] of Object.entries(look)) {
    theme[name.replace(/_./, (x) => x[1]!.toUpperCase()) as 'font'] ||= value || undefined;
  }
}

// Of web/ui/tokens.css: surface, ground around it, words, accent.
const ours = { light: ['#ffffff', '#f5f6f9', '#151a23', '#2451d6'], dark: ['#161a22', '#0d1016', '#eef1f6', '#8fb0ff'] };

/** The properties, by their name without --bk-, in which a theme differs from ours. A colour that is none is left out. */
export function palette(theme: Theme, dark: boolean): Record<string, string> {
  const [surface0, ground0, text0, accent0] = ours[dark ? 'dark' : 'light'].map((c) => parse(c)!) as [Rgb, Rgb, Rgb, Rgb];
  const own = parse(dark ? theme.darkSurface : theme.surface);
  const text = parse(dark ? theme.darkText : theme.text);
  const accent = parse(theme.accent), danger = parse(theme.danger);
  const out: Record<string, string> = {};
  let surface = surface0, ground = ground0;
  if (own || text) {
    surface = own ?? surface0;
    const ink = against(text ?? text0, [surface], 7);
    if (own) ground = mix(surface, ink, 0.04);
    const grounds = [surface, ground];
    Object.assign(out, {
      surface: hex(surface), ground: hex(ground), sunken: hex(mix(surface, ink, 0.07)), border: hex(mix(surface, ink, 0.14)),
      'border-strong': hex(against(mix(surface, ink, 0.45), grounds, 3)), ink: hex(against(ink, grounds, 4.5)), 'ink-2': hex(against(mix(ink, surface, 0.25), grounds, 4.5)),
    });
  }
  if (accent || own) {
    const a = against(accent ?? accent0, [surface, ground], 4.5);
    out['accent'] = hex(a);
    out['on-accent'] = hex(contrast(a, white) >= contrast(a, night) ? white : contrast(a, night) >= 4.5 ? night : [0, 0, 0]);
  }
  if (danger) {
    const soft = mix(surface, danger, 0.1);
    out['bad-soft'] = hex(soft);
    out['bad'] = hex(against(danger, [soft, surface, ground], 4.5));
  }
  return out;
}

const white: Rgb = [255, 255, 255], night: Rgb = [11, 16, 32];

/** A colour, darkened or lightened as little as it takes to be read on each of some grounds. */
function against(colour: Rgb, grounds: Rgb[], ratio: number): Rgb {
  const least = (c: Rgb) => Math.min(...grounds.map((g) => contrast(c, g)));
  const end: Rgb = least([0, 0, 0]) > least(white) ? [0, 0, 0] : white;
  let c = colour;
  for (let i = 1; least(c) < ratio && i <= 20; i++) c = mix(colour, end, i / 20);
  return c;
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

const hex = (c: Rgb): string => '#' + c.map((v) => v.toString(16).padStart(2, '0')).join('');

export function parse(colour: string | undefined): Rgb | null {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour?.trim() ?? '')?.[1];
  if (!digits) return null;
  const full = digits.length === 3 ? [...digits].map((c) => c + c).join('') : digits;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as Rgb;
}
