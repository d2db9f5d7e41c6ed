import { useEffect, useState } from 'preact/hooks';
import { plain } from '../../member/parts/status.js';
import { place, setQuery } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { filters, person } from '../state/search.js';

interface Named {
  id: string;
  text: string;
}

interface Known {
  officers: Named[];
  profiles: Named[];
  rules: Named[];
}

const value = (name: string) => place.value.query.get(name) ?? '';
const set = (name: string) => (v: string) => setQuery({ [name]: v }, false);

/** What one looks for. The person is never in the address, the rest is, so that a link shows the same. */
export function CaseFilters({ onClear }: { onClear: (() => void) | undefined }) {
  const known = useGet<Known>('/desk/filters').data;
  const named = (list: Named[] | undefined, any: string): [string, string][] => [['', any], ...(list ?? []).map((n): [string, string] => [n.id, n.text])];
  const more = filters.slice(2).filter((f) => value(f)).length;
  return (
    <div class="case-filters">
      <div class="filters">
        <Person />
        <Pick label="Outcome" name="outcome" options={[['', 'Any outcome'], ['approved', 'Approved'], ['needs_review', 'Needs review'], ['rejected', 'Rejected']]} />
        <Pick label="Officer" name="officer" options={named(known?.officers, 'Any officer')} />
        {onClear && <Button kind="quiet" icon="x" onClick={onClear}>Clear</Button>}
      </div>
      <details class="more-filters" open={more > 0}>
        <summary>More filters{more > 0 && ` (${more})`}</summary>
        <div class="filters">
          <Day label="Created from" name="from" />
          <Day label="Created until" name="to" />
          <Pick label="Unmet rule" name="rule" options={named(known?.rules, 'Any rule')} />
          <Pick label="Flag" name="flag" options={[['', 'Any flag or none'], ['prompting', 'Prompting'], ['suspected_fraud', 'Suspected fraud'], ['unable_to_verify', 'Unable to verify']]} />
          <Pick label="Profile" name="profile" options={named(known?.profiles.map((p) => ({ id: p.id, text: plain(p.id) })), 'Any profile')} />
        </div>
      </details>
    </div>
  );
}

function Person() {
  const [text, setText] = useState(person.value);
  useEffect(() => setText(person.value), [person.value]);
  const search = () => { person.value = text.trim(); };
  return (
    <form class="search" role="search" onSubmit={(e) => { e.preventDefault(); search(); }}>
      <Icon name="search" />
      <input class="input" type="search" autocomplete="off" aria-label="Find a person by name, mobile, e-mail address or reference" placeholder="Name, mobile, e-mail, reference" maxLength={200} value={text} onInput={(e) => setText(e.currentTarget.value)} onSearch={search} onBlur={search} />
    </form>
  );
}

function Pick({ label, name, options }: { label: string; name: string; options: [string, string][] }) {
  const now = value(name);
  const all = options.some(([v]) => v === now) ? options : [...options, [now, now] as [string, string]];
  return (
    <select class="input pick" aria-label={label} value={now} onInput={(e) => set(name)(e.currentTarget.value)}>
      {all.map(([v, t]) => <option key={v} value={v} selected={v === now}>{t}</option>)}
    </select>
  );
}

function Day({ label, name }: { label: string; name: string }) {
  return <label class="day"><span>{label}</span><input class="input pick" type="date" value={value(name)} onChange={(e) => set(name)(e.currentTarget.value)} /></label>;
}
