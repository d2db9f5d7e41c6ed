// Loads the parts of the SDK that come after the first screen. A file that the network broke is asked for again, each
// time at an address of its own: browsers keep a failed module in mind, and one that hangs as well.

import { Insistence, type Within } from './session/insistence.js';
import { given, parts, type PartName, type Parts } from './parts/list.js';
import { add } from './sheet.js';
import { learn } from './texts.js';
import { BaseKYCError } from './types/errors.js';

const loaded: Partial<Parts> = {}; // of this page: two verifications share them
const asked: Partial<Record<PartName, number>> = {}; // how often, by this page: an address that failed once is never asked again by Firefox

/** A part that is there. */
export const part = <N extends PartName>(name: N): Parts[N] | undefined => loaded[name];

export class Later {
  private readonly coming = new Map<PartName, { done: Promise<unknown>; tries: Insistence }>();

  /** `base` is the server that has the files as well; `failed` hears how many attempts at a part have failed, 0 once it is over. */
  constructor(private readonly base: string, private readonly failed: (attempts: number) => void, private readonly end: AbortSignal) {}

  /** Loads a part, once. Throws `network_error` when it did not come. */
  async load<N extends PartName>(name: N): Promise<Parts[N]> {
    if (!loaded[name]) await this.fetch(name);
    return loaded[name]!;
  }

  /** Tries at once what is being tried again. */
  now(): void {
    for (const c of this.coming.values()) c.tries.now();
  }

  private fetch(name: PartName): Promise<unknown> {
    const known = this.coming.get(name);
    if (known) return known.done;
    const tries = new Insistence(this.failed);
    const done = tries.run((within) => {
      const n = asked[name] ?? 0;
      asked[name] = n + 1;
      return attempt(name, this.base, n, within);
    }, this.end).then((p) => take(name, p)).finally(() => this.coming.delete(name));
    this.coming.set(name, { done, tries });
    return done;
  }
}

function take<N extends PartName>(name: N, p: Parts[N]): void {
  if (loaded[name]) return;
  loaded[name] = p;
  if ('words' in p) learn(p.words);
  if ('css' in p) add(p.css);
}

async function attempt<N extends PartName>(name: N, base: string, n: number, within: Within): Promise<Parts[N]> {
  const { file, load } = parts[name];
  const ways: Promise<unknown>[] = [load()]; // a bundler follows this one
  if (n && file) ways.push(import(/* @vite-ignore */ /* webpackIgnore: true */ `${base}/sdk/${file}?again=${n}`));
  let timer = 0;
  const late = new Promise<never>((_, no) => {
    timer = setTimeout(no, within.ms) as unknown as number;
    within.signal?.addEventListener('abort', () => no(), { once: true });
  });
  try {
    const m = (await Promise.race([Promise.any(ways), late])) as Parts[N] & { default?: (given: unknown[]) => Parts[N] };
    return m.default?.(given()) ?? m;
  } catch {
    throw new BaseKYCError('network_error', `a part of the SDK did not arrive: ${name}`);
  } finally {
    clearTimeout(timer);
  }
}
