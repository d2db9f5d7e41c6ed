// Another time for a customer who cannot go on now.

import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { useGet } from '../../member/state/resource.js';
import { Dialog } from '../../ui/dialog.js';
import { SelectField } from '../../ui/field.js';
import { locale, say } from '../../ui/say.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import type { Case } from '../api/case.js';

interface Slot {
  starts_at: string;
  ends_at: string;
  free: number;
}

export function Appointment({ of: c, booked, onClose }: { of: Case; booked: (c: Case) => void; onClose: () => void }) {
  const slots = useGet<{ time_zone: string; data: Slot[] }>('/desk/slots?days=14');
  const [day, setDay] = useState('');
  const [slot, setSlot] = useState('');
  const zone = slots.data?.time_zone;
  const told = (at: string, how: Intl.DateTimeFormatOptions) => new Date(at).toLocaleString(locale(), { timeZone: zone, ...how });
  const date = (s: Slot) => told(s.starts_at, { weekday: 'long', day: 'numeric', month: 'long' });
  const free = slots.data?.data.filter((s) => s.free > 0) ?? [];
  const days = [...new Set(free.map(date))];
  const chosenDay = days.includes(day) ? day : days[0] ?? '';
  const times = free.filter((s) => date(s) === chosenDay);
  const chosen = times.some((s) => s.starts_at === slot) ? slot : times[0]?.starts_at ?? '';
  const go = useAction(async () => {
    if (!chosen) return;
    try {
      booked(await ask<Case>('POST', `/desk/sessions/${c.id}/appointment`, { scheduled_at: chosen }));
    } catch (e) {
      slots.reload(); // its last place may have gone
      throw e;
    }
    onClose();
  });
  return (
    <Dialog title={say('Another time for {name}', { name: c.customer.name })} submit={say('Make the appointment')} busy={go.busy} onSubmit={() => void go.run()} onClose={onClose}>
      <div class="form">
        <Refused by={go.refusal} />
        {!slots.data ? <SkeletonLines lines={3} />
          : !free.length ? <p>{say('No slot has a free place within two weeks. Hours and holidays are set on the dashboard.')}</p>
          : <>
              <SelectField label={say('Day')} value={chosenDay} onInput={setDay} options={days.map((d) => ({ value: d, text: d }))} />
              <SelectField label={say('Time')} value={chosen} onInput={setSlot} hint={say("In {zone}. The customer's page shows it in their own time", { zone: zone ?? '' })} options={times.map((s) => ({ value: s.starts_at, text: say('{time} ({n} free)', { time: told(s.starts_at, { hour: '2-digit', minute: '2-digit' }), n: s.free }) }))} />
            </>}
        <p class="small quiet">{say('The call ends now and everything that was captured stays. The customer comes back to the same page, on the same device, from ten minutes before.')}</p>
      </div>
    </Dialog>
  );
}
