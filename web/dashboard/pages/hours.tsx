import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { may } from '../../member/state/me.js';
import { useGet } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { toast } from '../../ui/toast.js';

interface Opening {
  day: string;
  from: string;
  to: string;
}

interface HoursOf {
  time_zone: string;
  hours: Opening[];
  slot_minutes: number;
  capacity: number;
  holidays?: string[];
}

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const short = (d: string) => d.charAt(0).toUpperCase() + d.slice(1, 3);

/** When the account takes appointments. A day with several stretches keeps those that are not shown. */
export function Hours() {
  const kept = useGet<HoursOf>('/v1/hours');
  const [form, setForm] = useState<HoursOf | undefined>(undefined);
  useEffect(() => { if (kept.data && !form) setForm(kept.data); }, [kept.data]);
  const save = useAction(async () => {
    setForm(await ask<HoursOf>('PUT', '/v1/hours', { ...form, holidays: (form?.holidays ?? []).map((d) => d.trim()).filter(Boolean) }));
    kept.reload();
    toast('Hours saved');
  });
  if (kept.problem && !kept.data) return null;
  if (!form) return <Panel title="Appointments"><SkeletonLines /></Panel>;
  const writes = may('account:write');
  const first = (d: string) => form.hours.find((h) => h.day === d);
  const put = (d: string, o: Opening | undefined) => {
    const old = first(d);
    const rest = form.hours.filter((h) => (o ? h !== old : h.day !== d));
    setForm({ ...form, hours: (o ? [...rest, o] : rest).sort((a, b) => days.indexOf(a.day) - days.indexOf(b.day) || a.from.localeCompare(b.from)) });
  };
  return (
    <Panel title="Appointments" note="When customers can be given a time for their call">
      <form class="form" onSubmit={(e) => { e.preventDefault(); void save.run(); }}>
        <Refused by={save.refusal} />
        <fieldset class="week" disabled={!writes}>
          <legend class="heard">Hours of each weekday</legend>
          {days.map((d) => {
            const o = first(d);
            return (
              <div key={d}>
                <label class="choice"><input type="checkbox" checked={!!o} onChange={(e) => put(d, e.currentTarget.checked ? { day: d, from: '09:00', to: '21:00' } : undefined)} /><span>{short(d)}</span></label>
                {o ? <><input class="input" type="time" required aria-label={`${d}, from`} value={o.from} onInput={(e) => put(d, { ...o, from: e.currentTarget.value })} /><span class="quiet">to</span><input class="input" type="time" required aria-label={`${d}, to`} value={o.to === '24:00' ? '23:59' : o.to} onInput={(e) => put(d, { ...o, to: e.currentTarget.value })} /></> : <span class="quiet small">Closed</span>}
              </div>
            );
          })}
        </fieldset>
        <TextField label="Time zone" required mono value={form.time_zone} onInput={(v) => setForm({ ...form, time_zone: v })} error={save.refusal?.of('time_zone')} />
        <div class="pair2">
          <TextField label="Minutes of a slot" type="number" required value={String(form.slot_minutes)} onInput={(v) => setForm({ ...form, slot_minutes: Number(v) })} error={save.refusal?.of('slot_minutes')} />
          <TextField label="Customers in a slot" type="number" required value={String(form.capacity)} onInput={(v) => setForm({ ...form, capacity: Number(v) })} error={save.refusal?.of('capacity')} />
        </div>
        <TextField label="Holidays" lines mono value={(form.holidays ?? []).join('\n')} onInput={(v) => setForm({ ...form, holidays: v.split('\n') })} hint="A date a line, such as 2026-12-25: no slots on that day" error={save.refusal?.of('holidays')} />
        {writes && <div class="row"><Button type="submit" busy={save.busy}>Save hours</Button></div>}
      </form>
    </Panel>
  );
}
