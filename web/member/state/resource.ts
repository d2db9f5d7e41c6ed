// What was fetched, kept by mode and address: going back shows at once what was
// there, then what is there now.

import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask } from '../api/client.js';
import { offline, type Problem, Refusal } from '../api/problem.js';
import { mode } from './place.js';

export interface Resource<T> {
  data: T | undefined;
  problem: Problem | undefined;
  reload: () => void;
}

interface Kept {
  state: Signal<{ data: unknown; problem: Problem | undefined }>;
  users: number;
  running: boolean;
  again: boolean; // asked for once more while running
}

const kept = new Map<string, Kept>();
const limit = 200; // what nobody shows goes first

function entry(key: string): Kept {
  let k = kept.get(key);
  if (!k) {
    for (const [old, o] of kept) {
      if (kept.size < limit) break;
      if (o.users === 0) kept.delete(old);
    }
    kept.set(key, k = { state: signal({ data: undefined, problem: undefined }), users: 0, running: false, again: false });
  }
  return k;
}

async function load(k: Kept, path: string): Promise<void> {
  if (k.running) {
    k.again = true;
    return;
  }
  k.running = true;
  try {
    k.state.value = { data: await ask('GET', path), problem: undefined };
  } catch (e) {
    k.state.value = { data: k.state.value.data, problem: e instanceof Refusal ? e.problem : offline };
  }
  k.running = false;
  if (k.again) {
    k.again = false;
    void load(k, path);
  }
}

/** What is at an address, now and as it changes; no address, nothing. */
export function useGet<T>(path: string | undefined): Resource<T> {
  const key = path && `${mode.value} ${path}`;
  const k = key ? entry(key) : undefined;
  useEffect(() => {
    if (!k || !path) return;
    k.users++;
    void load(k, path);
    return () => { k.users--; };
  }, [key]);
  const state = k?.state.value;
  return { data: state?.data as T | undefined, problem: state?.problem, reload: () => { if (k && path) void load(k, path); } };
}

/** Fetches again whatever is on the screen under these addresses. */
export function refresh(...prefixes: string[]): void {
  for (const [key, k] of kept) {
    const path = key.slice(key.indexOf(' ') + 1);
    if (!key.startsWith(mode.value + ' ') || !prefixes.some((p) => path.startsWith(p))) continue;
    if (k.users > 0) void load(k, path);
    else kept.delete(key);
  }
}

/** Forgets everything: another person may log in. */
export function forget(): void {
  kept.clear();
}
