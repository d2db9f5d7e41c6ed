import type { Event } from '../../member/api/event.js';
import type { List } from '../../member/api/list.js';
import { ended, type Session } from '../../member/api/session.js';
import type { Delivery } from '../api/webhook.js';
import { may } from '../../member/state/me.js';
import { at } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { lookOf } from '../../member/parts/event-look.js';
import { DeliveryBadge } from '../parts/delivery-badge.js';
import { Wrong } from '../../member/parts/wrong.js';
import { Json } from '../../ui/code.js';
import { Icon } from '../../ui/icon.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Timeline } from '../../ui/timeline.js';
import { Time } from '../../ui/time.js';

/** The session's chain of events, oldest first; each opens to its payload and its deliveries. */
export function History({ session }: { session: Session }) {
  const events = useGet<List<Event>>(`/v1/sessions/${session.id}/events?limit=100`);
  if (events.problem && !events.data) return <Wrong problem={events.problem} reload={events.reload} />;
  if (!events.data) return <SkeletonLines lines={6} />;
  return (
    <>
      <Timeline moments={events.data.data.map((e) => {
        const look = lookOf(e);
        return { id: e.id, icon: look.icon, tone: look.tone, what: look.text, type: e.type, when: <Time at={e.created} as="clock" />, more: () => <Opened event={e} /> };
      })} />
      {events.data.has_more && <p class="small quiet">The first hundred events. <a href={at('/events?session=' + session.id)}>See all in the log</a></p>}
      {!ended.includes(session.status) && <p class="waiting-on"><span class="pulse" aria-hidden="true" />{waitsFor(session)}</p>}
    </>
  );
}

function waitsFor(s: Session): string {
  const known: Partial<Record<Session['status'], string>> = {
    created: 'Waiting for the customer to open the link', scheduled: 'Waiting for the time of the call', joined: 'The customer is reading and checking the camera', waiting: 'Waiting for an officer',
    in_progress: 'The call is going on', interrupted: 'Waiting for both to come back', decided: 'Sealing recording and report', in_audit: 'Waiting for the auditor', recapture_required: 'Waiting for the customer to come again',
  };
  return known[s.status] ?? 'Going on';
}

function Opened({ event }: { event: Event }) {
  const deliveries = useGet<List<Delivery>>(may('webhooks:read') ? `/v1/webhook_deliveries?event_id=${event.id}` : undefined);
  const list = deliveries.data?.data;
  return (
    <>
      {list && list.length > 0 && <ul class="drops">{list.map((d) => <li key={d.id}><Icon name="webhook" /><a href={at(`/webhooks/${d.endpoint_id}/${d.id}`)}>Delivery</a><DeliveryBadge of={d} /><span class="quiet small">{d.attempt_count} {d.attempt_count === 1 ? 'attempt' : 'attempts'}</span></li>)}</ul>}
      {list?.length === 0 && <p class="small quiet">No endpoint listens to this event.</p>}
      <Json value={event} what="event" />
    </>
  );
}
