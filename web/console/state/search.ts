// A search of cases, page by page. It is posted: whom somebody looks for stands in
// no address, neither the server's nor the browser's.

import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { offline, type Problem, Refusal } from '../../member/api/problem.js';
import { mode, place } from '../../member/state/place.js';
import type { Case } from '../api/case.js';

export interface CaseSearch {
  person?: string;
  status?: string[];
  outcome?: string;
  officer_id?: string;
  rule?: string;
  flag?: string;
  profile?: string;
  created_after?: string;
  created_before?: string;
}

/** Whom one looks for; kept until the page is left or reloaded. */
export const person = signal('');

const kinds: Record<string, string[]> = {
  scheduled: ['scheduled'],
  review: ['completed'],
  running: ['joined', 'waiting', 'in_progress', 'interrupted'],
  audit: ['decided', 'in_audit', 'recapture_required'],
  ended: ['completed', 'rejected', 'failed'],
};

export const filters = ['outcome', 'officer', 'rule', 'flag', 'profile', 'from', 'to'] as const;

/** The begin of a day as its reader's clock has it, and of the one behind it. */
function day(text: string, later = 0): string | undefined {
  const [y = 0, m = 0, d = 0] = /^\d{4}-\d\d-\d\d$/.test(text) ? text.split('-').map(Number) : [];
  return y ? new Date(y, m - 1, d + later).toISOString() : undefined;
}

/** What the address and the box ask for; empty members are left out. */
export function wanted(): CaseSearch {
  const q = place.value.query;
  const all: Record<string, string | string[] | undefined> = {
    person: person.value, status: kinds[q.get('show') ?? ''], outcome: q.get('show') === 'review' ? 'needs_review' : q.get('outcome') ?? '', officer_id: q.get('officer') ?? '', rule: q.get('rule') ?? '',
    flag: q.get('flag') ?? '', profile: q.get('profile') ?? '', created_after: day(q.get('from') ?? ''), created_before: day(q.get('to') ?? '', 1),
  };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v)) as CaseSearch;
}

interface Found {
  of: string;
  rows: Case[];
  more: boolean;
}

export interface Search {
  rows: Case[] | undefined;
  more: boolean;
  problem: Problem | undefined;
  reload: () => void;
  next: () => Promise<void>;
}

const page = (q: CaseSearch, after?: string) => ask<{ data: Case[]; has_more: boolean }>('POST', '/desk/search', { ...q, ...(after ? { starting_after: after } : {}) });

export function useSearch(q: CaseSearch): Search {
  const of = mode.value + JSON.stringify(q);
  const [found, setFound] = useState<Found | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const latest = useRef(of);
  latest.current = of;
  const running = useRef(false);
  const again = useRef(false);
  const here = found?.of === of ? found : undefined;
  const fail = (e: unknown) => { if (latest.current === of) setProblem(e instanceof Refusal ? e.problem : offline); };
  const reload = async () => {
    if (running.current) {
      again.current = true;
      return;
    }
    running.current = true;
    try {
      const first = await page(q);
      // What was pushed off the first page by newer cases has not gone.
      if (latest.current === of) {
        setProblem(undefined);
        setFound((old) => {
          const last = first.data.at(-1)?.id ?? '';
          const tail = old?.of === of && first.has_more ? old.rows.filter((c) => c.id < last) : [];
          return { of, rows: [...first.data, ...tail], more: tail.length ? old?.more ?? false : first.has_more };
        });
      }
    } catch (e) {
      fail(e);
    }
    running.current = false;
    if (again.current) {
      again.current = false;
      newest.current();
    }
  };
  const newest = useRef(reload);
  newest.current = reload;
  useEffect(() => { void reload(); }, [of]);
  const next = async () => {
    const last = here?.rows.at(-1);
    if (!last) return;
    try {
      const more = await page(q, last.id);
      setFound((old) => (old?.of === of ? { of, rows: [...old.rows, ...more.data.filter((c) => c.id < (old.rows.at(-1)?.id ?? ''))], more: more.has_more } : old));
    } catch (e) {
      fail(e);
    }
  };
  return { rows: here?.rows, more: here?.more ?? false, problem, reload: () => void newest.current(), next };
}
