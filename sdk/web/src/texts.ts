// The words on the screens. English is built in, that of a later part comes with it; every other
// language is a table fetched from `{base}/sdk/texts/{language}.json` when it is wanted.

import first from 'words:first';
import type all from '../texts/en.json';

export type TextKey = keyof typeof all;
type Table = Record<string, string>;

const english: Table = { ...first };

/** Adds the English words of a part. */
export const learn = (words: Table): void => void Object.assign(english, words);

/** The languages to choose from, each by its own name. */
export const languages: Record<string, string> = {
  en: 'English', hi: 'हिन्दी', bn: 'বাংলা', mr: 'मराठी', te: 'తెలుగు', ta: 'தமிழ்', gu: 'ગુજરાતી', kn: 'ಕನ್ನಡ', ml: 'മലയാളം', pa: 'ਪੰਜਾਬੀ',
};

export class Texts {
  constructor(private readonly table: Table, private readonly own: Table = {}) {}

  /** The words of a key, with `{names}` filled in; English where the language has none. */
  get(key: TextKey, values: Record<string, string | number> = {}): string {
    return this.find(key).replace(/\{(\w+)\}/g, (whole, name: string) => this.word(values[name] ?? whole));
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

  /** A number in the language's own digits, with zeros in front up to `digits`. */
  number(n: number, digits = 1): string {
    return new Intl.NumberFormat(this.language, { minimumIntegerDigits: digits, useGrouping: false }).format(n);
  }

  get language(): string {
    return this.find('language');
  }

  private word(value: string | number): string {
    return typeof value === 'number' ? this.number(value) : value;
  }

  private find(key: TextKey): string {
    return this.own[key] ?? this.table[key] ?? english[key] ?? key;
  }
}

/** The languages to try for a wish such as `hi-IN`, most exact first; empty for English. */
export function candidates(wish: string): string[] {
  const tag = wish.toLowerCase();
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag)) return [];
  return [...new Set([tag, tag.split('-')[0]!])].filter((l) => l !== 'en');
}

const limits = [3_000, 5_000]; // ms that attempt 1 and 2 may take: English now is better than words later

/** The words of a language; null when the server has no table for it, or cannot be reached. */
export async function loadTexts(base: string, wish: string, own: Table = {}): Promise<Texts | null> {
  if (/^en(-|$)/i.test(wish)) return new Texts({}, own);
  for (const ms of limits) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ms);
    try {
      for (const language of candidates(wish)) {
        const reply = await fetch(`${base}/sdk/texts/${language}.json`, { credentials: 'omit', signal: stop.signal });
        if (reply.ok) return new Texts((await reply.json()) as Table, own);
      }
      return null; // the server is there and has none
    } catch {
      // no network: once more, then whoever asked says so
    } finally {
      clearTimeout(timer);
    }
  }
  return null;
}
