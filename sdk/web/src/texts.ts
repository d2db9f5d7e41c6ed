// The words on the screens. English is built in; every other language is a
// table fetched from `{base}/sdk/texts/{language}.json` when it is wanted.

import english from '../texts/en.json';

export type TextKey = keyof typeof english;
type Table = Record<string, string>;

export class Texts {
  constructor(private readonly table: Table, private readonly own: Table = {}) {}

  /** The words of a key, with `{names}` filled in; English where the language has none. */
  get(key: TextKey, values: Record<string, string | number> = {}): string {
    return this.find(key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  /** The words of `prefix.1`, `prefix.2`, … as far as they go. */
  list(prefix: string, values: Record<string, string | number> = {}): string[] {
    const found: string[] = [];
    while (this.has(`${prefix}.${found.length + 1}`)) found.push(this.get(`${prefix}.${found.length + 1}` as TextKey, values));
    return found;
  }

  has(key: string): key is TextKey {
    return key in english;
  }

  get language(): string {
    return this.find('language');
  }

  private find(key: TextKey): string {
    return this.own[key] ?? this.table[key] ?? english[key];
  }
}

/** The languages to try for a wish such as `hi-IN`, most exact first; empty for English. */
export function candidates(wish: string): string[] {
  const tag = wish.toLowerCase();
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag)) return [];
  return [...new Set([tag, tag.split('-')[0]!])].filter((l) => l !== 'en');
}

/** The words of a language; English when the server has no table for it. */
export async function loadTexts(base: string, wish: string, own: Table = {}): Promise<Texts> {
  for (const language of wish.toLowerCase().startsWith('en') ? [] : candidates(wish)) {
    try {
      const reply = await fetch(`${base}/sdk/texts/${language}.json`, { credentials: 'omit' });
      if (reply.ok) return new Texts((await reply.json()) as Table, own);
    } catch {
      break; // no network: the page will say so in English
    }
  }
  return new Texts({}, own);
}
