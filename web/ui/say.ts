// What the pages say. English stands in the sources and is the key of its row in
// the table of another language; without a row it stays English. A face that has
// no tables speaks English only.

import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';

export const languages = { en: 'English', hi: 'हिन्दी' } as const;
export type Language = keyof typeof languages;

/** A language's texts by the English ones; both forms where the number says which. */
export type Rows = Record<string, string | { one: string; other: string }>;

/** The language on the screen. */
export const language = signal<Language>('en');
/** What this face can speak. */
export const offered = signal<Language[]>(['en']);

let tables: Partial<Record<Language, () => Promise<Rows>>> = {};
let rows: Rows = {};
let patterns: [RegExp, string][] = [];

const known = (l: string | null | undefined): l is Language => !!l && l in languages;

/** Tells the tables of this face, each fetched when it is wanted; resolves with the language of the member's choice on, else of their browser. */
export async function offer(t: typeof tables): Promise<void> {
  tables = t;
  offered.value = ['en', ...Object.keys(t)] as Language[];
  const kept = localStorage.getItem('language') ?? navigator.language.slice(0, 2);
  await change(known(kept) ? kept : 'en');
}

/** Changes the language, and keeps the choice in this browser. */
export async function speak(l: Language): Promise<void> {
  localStorage.setItem('language', l);
  await change(l);
}

async function change(l: Language): Promise<void> {
  try {
    rows = await tables[l]?.() ?? {};
    patterns = Object.entries(rows).flatMap(([text, row]): [RegExp, string][] => (text.startsWith('~') && typeof row === 'string' ? [[pattern(text.slice(1)), row]] : []));
  } catch {
    return; // what is on the screen can still be read
  }
  language.value = l;
  document.documentElement.lang = l;
}

/** For Intl: the member's own kind of the language, else India's. */
export function locale(): string {
  const l = language.value;
  return globalThis.navigator?.languages?.find((n) => n.startsWith(l)) ?? l + '-IN';
}

type Values = Record<string, string | number>;

/** A text in the language on the screen. `{name}` is replaced; with an element among the values it is what JSX takes. */
export function say(text: string, values?: Values): string;
export function say(text: string, values: Record<string, ComponentChild>): ComponentChild;
export function say(text: string, values?: Record<string, ComponentChild>): ComponentChild {
  return fill(spoken(text), values);
}

/** The text for one, or the one for other numbers, in which the number is `{n}`. The second is the key. */
export function many(one: string, other: string, n: number, values?: Values): string {
  const form = new Intl.PluralRules(locale()).select(n) === 'one' ? 'one' : 'other';
  const row = rowOf(other);
  return fill(typeof row === 'object' ? row[form] : row ?? (form === 'one' ? one : other), { n, ...values }) as string;
}

/** Marks a text of a table in the sources; `spoken` says it. */
export const phrase = (text: string): string => text;

/** A marked text, or one of the server's, in the language on the screen: by its row, or by one that begins with ~ and names the values in it. */
export function spoken(text: string): string {
  const row = rowOf(text);
  if (row) return typeof row === 'object' ? row.other : row;
  for (const [pattern, told] of language.value === 'en' ? [] : patterns) {
    const found = pattern.exec(text)?.groups;
    if (found) return fill(told, Object.fromEntries(Object.entries(found).map(([k, v]) => [k, spoken(v)]))) as string;
  }
  return text;
}

function rowOf(text: string): Rows[string] | undefined {
  return language.value === 'en' ? undefined : rows[text];
}

function fill(text: string, values?: Record<string, ComponentChild>): ComponentChild {
  if (!values) return text;
  const parts = text.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? shown(values[part] ?? '') : part));
  return parts.every((p) => typeof p === 'string') ? parts.join('') : parts;
}

const shown = (v: ComponentChild): ComponentChild => (typeof v === 'number' ? v.toLocaleString(locale()) : v);

/** What a text with `{name}` in it looks like when it is said. */
function pattern(text: string): RegExp {
  return new RegExp('^' + text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.+?)') + '$');
}
