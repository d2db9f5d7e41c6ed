// A tenant's colour as pages use it: moved towards black until white text on it
// reads (4.5:1), as the customer's page does.

type Rgb = [number, number, number];

const parse = (hex: string): Rgb | undefined => {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  return m ? [parseInt(m[1] ?? '0', 16), parseInt(m[2] ?? '0', 16), parseInt(m[3] ?? '0', 16)] : undefined;
};

function luminance([r, g, b]: Rgb): number {
  const lin = (v: number) => { const s = v / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * lin(r) + 0.7152 * lin(g) + 0.0722 * lin(b);
}

/** WCAG contrast of two colours. */
export function contrast(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  if (!x || !y) return 1;
  const [hi, lo] = [luminance(x), luminance(y)].sort((p, q) => q - p) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

/** The colour to use, and the colour of text on it. What is no colour becomes ours. */
export function readable(hex: string): [accent: string, on: string] {
  let c = parse(hex) ?? [36, 81, 214];
  const text = (v: Rgb) => '#' + v.map((n) => n.toString(16).padStart(2, '0')).join('');
  while (contrast(text(c), '#ffffff') < 4.5) c = c.map((v) => Math.floor(v * 0.95)) as Rgb;
  return [text(c), '#ffffff'];
}
