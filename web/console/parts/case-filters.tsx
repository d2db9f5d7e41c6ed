import { useEffect, useState } from 'preact/hooks';
import { plain } from '../../member/parts/status.js';
import { place, setQuery } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { say, spoken } from '../../ui/say.js';
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
  const named = (list: Named[] | undefined, any: string): [string, string][] => [['', any], ...(list ?? []).map((n): [string, string] => [n.id, spoken(n.text)])];
  const more = filters.slice(2).filter((f) => value(f)).length;
  return (
    <div class="case-filters">
      <div class="filters">
        <Person />
        <Pick label={say('Outcome')} name="outcome" options={[['', say('Any outcome')], ['approved', say('Approved')], ['needs_review', say('Needs review')], ['rejected', say('Rejected')]]} />
        <Pick label={say('Officer')} name="officer" options={named(known?.officers, say('Any officer'))} />
        {onClear && <Button kind="quiet" icon="x" onClick={onClear}>{say('Clear')}</Button>}
      </div>
      <details class="more-filters" open={more > 0}>
        <summary>{more > 0 ? say('More filters ({n})', { n: more }) : say('More filters')}</summary>
        <div class="filters">
          <Day label={say('Created from')} name="from" />
          <Day label={say('Created until')} name="to" />
          <Pick label={say('Unmet rule')} name="rule" options={named(known?.rules, say('Any rule'))} />
          <Pick label={say('Flag')} name="flag" options={[['', say('Any flag or none')], ['prompting', plain('prompting')], ['suspected_fraud', plain('suspected_fraud')], ['unable_to_verify', plain('unable_to_verify')]]} />
          <Pick label={say('Profile')} name="profile" options={named(known?.profiles.map((p) => ({ id: p.id, text: plain(p.id) })), say('Any profile'))} />
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
      <input class="input" type="search" autocomplete="off" aria-label={say('Find a person by name, mobile, e-mail address or reference')} placeholder={say('Name, mobile, e-mail, reference')} maxLength={200} value={text} onInput={(e) => setText(e.currentTarget.value)} onSearch={search} onBlur={search} />
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
