// The page that says whether a video call can be made here, and gives its result
// to whoever helps: copied, or handed to an app.

import { diagnose } from '../../sdk/web/src/diagnose/diagnose.js';
import { h, setText } from '../../sdk/web/src/screens/dom.js';
import type { Diagnosis, Finding } from '../../sdk/web/src/types/diagnosis.js';
import { en, hi, type Words } from './texts.js';
import { lines, parts, report, type Part } from './words.js';

const base = new URL('..', import.meta.url).href.replace(/\/$/, '');
const tables: Record<string, Words> = { en, hi };
const marks: Record<Finding, string> = { ok: '✓', warning: '!', failed: '✕', unavailable: '–' };

let language = (new URLSearchParams(location.search).get('lang') ?? navigator.language).toLowerCase().startsWith('hi') ? 'hi' : 'en';
let result: Diagnosis | null = null;
let running = false;
let said: Record<string, string> = {}; // the SDK's words, for what is wrong with a camera

const box = document.querySelector<HTMLElement>('#check')!;
const other = h('button', { type: 'button', class: 'other', on: { click: () => void turn() } });
const title = h('h1');
const lead = h('p', { class: 'lead' });
const verdict = h('p', { class: 'verdict', role: 'status' });
const rows = new Map<Part, { row: HTMLElement; mark: HTMLElement; name: HTMLElement; text: HTMLElement }>();
const list = h('ul', { class: 'parts' });
const start = h('button', { type: 'button', class: 'main', on: { click: () => void run() } });
const copy = h('button', { type: 'button', on: { click: () => void copied() } });
const send = h('button', { type: 'button', on: { click: () => void sent() } });
const summary = h('summary');
const text = h('pre', { tabindex: '0' });
const details = h('details', {}, summary, text);

for (const part of parts) {
  const mark = h('span', { class: 'mark' }), name = h('strong'), words = h('div', { class: 'words' });
  const row = h('li', { 'data-part': part }, mark, h('div', {}, name, words));
  rows.set(part, { row, mark, name, text: words });
  list.append(row);
}
box.append(h('header', {}, h('span', { class: 'brand' }, 'BASEKYC'), other), title, lead, verdict, list, h('div', { class: 'actions' }, start, copy, send), details);
draw();

async function run(): Promise<void> {
  if (running) return;
  running = true;
  result = null;
  draw();
  result = await diagnose({ baseUrl: base, onPart: (part) => rows.get(part)!.row.classList.add('now') });
  if (result.camera.error || result.microphone.error) await words();
  running = false;
  draw();
}

/** Loads the SDK's words of the language; without them the code stands in. */
async function words(): Promise<void> {
  said = await fetch(`${base}/sdk/texts/${language}.json`).then((r) => r.json() as Promise<Record<string, string>>).catch(() => ({}));
}

async function turn(): Promise<void> {
  language = language === 'hi' ? 'en' : 'hi';
  if (Object.keys(said).length) await words();
  draw();
}

function trouble(code: string, short: boolean): string[] {
  if (short) return [said[`trouble.${code}.title`] ?? code];
  const steps: string[] = [];
  for (let n = 1; code === 'camera_denied' && said[`recover.${result!.browser.place}.${n}`]; n++) steps.push(`${n}. ${said[`recover.${result!.browser.place}.${n}`]}`);
  return [said[`trouble.${code}.text`] ?? code, ...steps];
}

function draw(): void {
  const w = tables[language]!;
  document.documentElement.lang = language;
  document.title = w.title;
  setText(other, w.other);
  other.lang = language === 'hi' ? 'en' : 'hi';
  setText(title, w.title);
  setText(lead, w.lead);
  setText(verdict, running ? w.running : result ? w[`verdict.${result.verdict}`] : '');
  verdict.dataset['state'] = running ? '' : (result?.verdict ?? '');
  setText(start, result ? w.again : w.start);
  start.setAttribute('aria-disabled', String(running));
  setText(copy, w.copy);
  setText(send, w.send);
  copy.hidden = send.hidden = details.hidden = !result;
  setText(summary, w.details);
  setText(text, result ? report(result) : '');
  box.dataset['stage'] = running ? 'running' : result ? 'done' : 'begin';
  const found = result ? lines(result, w, trouble) : [];
  for (const [part, r] of rows) {
    const line = found.find((l) => l.part === part);
    if (!running) r.row.classList.remove('now');
    r.row.dataset['state'] = line?.state ?? '';
    setText(r.mark, line ? marks[line.state] : '');
    if (line) r.mark.setAttribute('aria-label', w[`state.${line.state}`]);
    r.mark.setAttribute('role', line ? 'img' : 'presentation');
    setText(r.name, w[part]);
    r.text.replaceChildren(...(line?.sentences ?? []).map((s) => h('p', {}, s)));
  }
}

async function copied(): Promise<void> {
  const w = tables[language]!;
  try {
    await navigator.clipboard.writeText(text.textContent!);
    setText(copy, w.copied);
  } catch { // not https, or not allowed
    details.open = true;
    getSelection()?.selectAllChildren(text);
    setText(copy, w.uncopied);
  }
}

/** Through the device's own sharing, else by e-mail; only the short lines, which fit in an address. */
async function sent(): Promise<void> {
  const all = text.textContent!;
  if (navigator.share) return navigator.share({ title: document.title, text: all }).catch(() => undefined); // dismissed
  location.href = 'mailto:?' + new URLSearchParams({ subject: 'BASEKYC: ' + result!.verdict, body: all.split('\n\n')[0]! }).toString().replace(/\+/g, '%20');
}
