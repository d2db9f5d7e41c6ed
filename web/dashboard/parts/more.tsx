import { useState } from 'preact/hooks';
import type { List } from '../../member/api/list.js';
import { ask } from '../../member/api/client.js';
import { offline, type Problem, Refusal } from '../../member/api/problem.js';
import { useGet } from '../../member/state/resource.js';
import { Button } from '../../ui/button.js';

export interface Pages<T> {
  rows: T[] | undefined;
  problem: Problem | undefined;
  reload: () => void;
  fresh: ReadonlySet<string>; // ids that came since the list was opened
  more: preact.ComponentChild; // the button for the next page, if there is one
}

const none: ReadonlySet<string> = new Set();

/** A list that grows downwards by pages, and upwards as things happen: its first page may be fetched again at any time. */
export function usePages<T extends { id: string }>(path: string): Pages<T> {
  const first = useGet<List<T>>(path);
  const [tail, setTail] = useState<{ of: string; rows: T[]; more: boolean }>({ of: path, rows: [], more: false });
  const [seen, setSeen] = useState<{ of: string; ids: Set<string> } | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const head = first.data?.data;
  if (head && seen?.of !== path) setSeen({ of: path, ids: new Set(head.map((r) => r.id)) });

  const old = tail.of === path ? tail.rows : [];
  const ids = new Set(head?.map((r) => r.id));
  // What was pushed off the first page by newer rows has not gone.
  const rows = head && [...head, ...old.filter((r) => !ids.has(r.id))];
  const hasMore = old.length ? tail.more : !!first.data?.has_more;
  const next = async () => {
    const last = rows?.at(-1);
    if (!last || busy) return;
    setBusy(true);
    try {
      const page = await ask<List<T>>('GET', path + (path.includes('?') ? '&' : '?') + 'starting_after=' + last.id);
      const known = new Set(rows?.map((r) => r.id));
      setTail({ of: path, rows: [...(old.length ? old : head ?? []), ...page.data.filter((r) => !known.has(r.id))], more: page.has_more });
      setProblem(undefined);
    } catch (e) {
      setProblem(e instanceof Refusal ? e.problem : offline);
    }
    setBusy(false);
  };
  const fresh = seen?.of === path && head ? new Set(head.filter((r) => !seen.ids.has(r.id)).map((r) => r.id)) : none;
  const more = hasMore ? <div class="more">{problem && <span class="small quiet">{problem.detail ?? problem.title}&ensp;</span>}<Button small busy={busy} onClick={() => void next()}>Show more</Button></div> : null;
  return { rows, problem: first.problem, reload: first.reload, fresh, more };
}
