// What came before: officers who had the customer and did not decide, and the
// customer's earlier sessions.

import { plain, statusText } from '../../member/parts/status.js';
import { at } from '../../member/state/place.js';
import { Panel } from '../../ui/panel.js';
import { many, phrase, say, spoken } from '../../ui/say.js';
import { Time } from '../../ui/time.js';
import type { Case, Handed } from '../api/case.js';
import { embedded } from '../state/parent.js';

const causes: Record<string, string> = {
  another_officer: phrase('another officer should take it'),
  another_language: phrase('another language is needed'),
  technical: phrase('camera or connection did not work'),
  break: phrase('had to leave'),
  agent_lost: phrase('lost the connection'),
  server_restarted: phrase('the server was started again'),
};

const why = (h: Handed) => (h.scheduled_at && h.cause === 'appointment' ? say('appointment for {time}', { time: <Time at={h.scheduled_at} as="zoned" /> }) : spoken(causes[h.cause] ?? h.cause));

function Line({ of: h }: { of: Handed }) {
  return <>{say('{officer}, until {time}: {why}', { officer: <strong>{h.officer.name}</strong>, time: <Time at={h.at} />, why: why(h) })}{h.to && <>. {say('Handed to {name}', { name: h.to })}</>}</>;
}

/** Every officer who had the customer and did not decide. */
export function HadBefore({ of: c }: { of: Case }) {
  if (!c.handed.length) return null;
  return <Panel title={say('Officers before')}><ul class="plain-list">{c.handed.map((h) => <li key={h.at}><Line of={h} /></li>)}</ul></Panel>;
}

/** Who had the customer last, for whoever takes them next. */
export function HadLast({ of: c }: { of: Case }) {
  const last = c.handed.at(-1);
  return last ? <p class="small had"><Line of={last} /></p> : null;
}

/** What the customer's earlier sessions came to, for the officer to consider; each opens beside what is on the screen. */
export function Earlier({ of: c }: { of: Case }) {
  if (!c.earlier?.length) return null;
  const bad = c.earlier.filter((e) => e.outcome === 'rejected' || e.prompted).length;
  return (
    <div class="earlier small">
      <p class={bad ? 'bad-text' : 'quiet'} role="status">{many('{n} earlier session of this customer.', '{n} earlier sessions of this customer.', c.earlier.length)}{bad > 0 && ' ' + many('{n} of them rejected.', '{n} of them rejected.', bad)}</p>
      <ul class="plain-list">{c.earlier.map((e) => {
        const text = <><Time at={e.created_at} as="day" />: {e.outcome ? plain(e.outcome) : statusText(e.status)}</>;
        return <li key={e.session_id}>{embedded ? text : <a href={at('/cases/' + e.session_id)} target="_blank" rel="noopener">{text}</a>}</li>;
      })}</ul>
    </div>
  );
}
