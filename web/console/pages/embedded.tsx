// A call in a bank's own console: no desk, no navigation, only the customer who
// was given to the officer.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, carry } from '../../member/api/client.js';
import { Refusal } from '../../member/api/problem.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { many, say, spoken } from '../../ui/say.js';
import type { Entrance } from '../../../sdk/web/src/desk/messages.js';
import type { Case } from '../api/case.js';
import { line } from '../state/line.js';
import { carried, hear, tell } from '../state/parent.js';
import { CallPage } from './call.js';

type Place = { at: 'door' } | { at: 'call'; id: string; mine: boolean } | { at: 'empty' } | { at: 'refused'; title: string; detail: string };

export function Embedded() {
  const [place, set] = useState<Place>({ at: 'door' });
  const over = useRef(false); // this call's end was told

  async function enter(e: Pick<Entrance, 'session_id'>): Promise<void> {
    carry(carried());
    try {
      const c = await take(e.session_id);
      over.current = false;
      set({ at: 'call', id: c.id, mine: !e.session_id });
      tell('taken', { session_id: c.id });
    } catch (fault) {
      const p = fault instanceof Refusal ? fault.problem : undefined;
      if (p?.code === 'nobody_waits') {
        tell('nobody_waits', {});
        return set({ at: 'empty' });
      }
      tell('error', { code: p?.code ?? 'page_error' });
      set({ at: 'refused', title: p ? spoken(p.title) : say('Something went wrong'), detail: p ? spoken(p.detail ?? '') : say('Reload the page, then try again.') });
    }
  }

  useEffect(() => hear((e) => void enter(e)), []);

  function watch(c: Case): void {
    if (over.current || c.status === 'in_progress' || c.status === 'interrupted') return;
    over.current = true;
    if (c.status === 'waiting') tell('handed_back', { session_id: c.id });
    else if (c.decision) tell('decided', { session_id: c.id, decision: c.decision.decision });
    else tell('ended', { session_id: c.id, status: c.status });
  }

  const waiting = line.value?.length ?? 0;
  if (place.at === 'call') return <main class="embedded" id="page"><CallPage key={place.id} id={place.id} watch={watch} /></main>;
  return (
    <main class="embedded" id="page">
      {place.at === 'door' && <div class="opening" role="status"><span class="heard">{say('Loading')}</span></div>}
      {place.at === 'empty' && <Empty icon="users" title={waiting ? many('{n} waiting', '{n} waiting', waiting) : say('Nobody waits')} action={<Button kind="main" onClick={() => void enter({})}>{say('Take the next customer')}</Button>}>{say('Leave this page open: whoever comes is counted here at once.')}</Empty>}
      {place.at === 'refused' && <Empty icon="lock" title={place.title}>{place.detail}</Empty>}
    </main>
  );
}

/** The named session, in whose call the officer may be already, or whoever is next. */
async function take(id: string | undefined): Promise<Case> {
  if (!id) return ask<Case>('POST', '/desk/next');
  const c = await ask<Case>('GET', `/desk/sessions/${id}`);
  return c.mine && c.status !== 'waiting' ? c : ask<Case>('POST', `/desk/sessions/${id}/accept`);
}
