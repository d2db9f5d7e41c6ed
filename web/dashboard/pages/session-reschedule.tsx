import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import type { Invitation, Session } from '../../member/api/session.js';
import { useAction } from '../../member/state/action.js';
import { refresh, useGet } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Choices } from '../../ui/field.js';
import { Dialog } from '../../ui/dialog.js';
import { Empty, Notice } from '../../ui/empty.js';
import { SkeletonLines } from '../../ui/skeleton.js';

interface Slot {
  starts_at: string;
  ends_at: string;
  free: number;
}

const dayOf = (t: string) => new Date(t).toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const timeOf = (t: string) => new Date(t).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });

/** Picks a free time for the call; the customer gets a fresh link. */
export function Reschedule({ session, onClose, onMade }: { session: Session; onClose: () => void; onMade: (v: Invitation) => void }) {
  const slots = useGet<{ data: Slot[] } | Slot[]>('/v1/slots?days=7');
  const [chosen, choose] = useState('');
  const [day, setDay] = useState('');
  const [deliver, setDeliver] = useState<('sms' | 'email')[]>([]);
  const move = useAction(async () => {
    const made = await ask<Invitation>('POST', `/v1/sessions/${session.id}/reschedule`, { scheduled_at: chosen, ...(deliver.length ? { deliver } : {}) });
    refresh('/v1/sessions');
    onMade(made);
  });
  const all = (Array.isArray(slots.data) ? slots.data : slots.data?.data)?.filter((s) => s.free > 0);
  const days = [...new Set(all?.map((s) => dayOf(s.starts_at)))];
  const shown = days.includes(day) ? day : days[0];
  return (
    <Dialog title="Reschedule the call" submit={chosen ? `Move to ${dayOf(chosen)}, ${timeOf(chosen)}` : 'Choose a time'} busy={move.busy} onSubmit={() => chosen && void move.run()} onClose={onClose}>
      <Refused by={move.refusal} />
      {slots.problem && <Notice tone="bad">{slots.problem.detail ?? slots.problem.title}</Notice>}
      {!all && !slots.problem && <SkeletonLines />}
      {all?.length === 0 && <Empty tight icon="clock" title="No free time in the next seven days">The account's working hours and capacity decide.</Empty>}
      {!!all?.length && (
        <>
          <div class="days" role="group" aria-label="Day">{days.map((d) => <button key={d} type="button" aria-pressed={d === shown} onClick={() => setDay(d)}>{d}</button>)}</div>
          <div class="slots" role="group" aria-label="Time, in your zone">
            {all.filter((s) => dayOf(s.starts_at) === shown).map((s) => <button key={s.starts_at} type="button" aria-pressed={s.starts_at === chosen} title={`${s.free} free`} onClick={() => choose(s.starts_at)}>{timeOf(s.starts_at)}</button>)}
          </div>
          <p class="small quiet">Times are in your zone. The former link stops working.</p>
          <Choices legend="Send the fresh link to the customer" all={[{ value: 'sms', text: 'By SMS' }, { value: 'email', text: 'By e-mail' }]} chosen={deliver} onChange={setDeliver} />
        </>
      )}
    </Dialog>
  );
}
