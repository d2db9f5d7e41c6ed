import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import type { Event } from '../../member/api/event.js';
import type { Attempt, DeliveryWithAttempts } from '../api/webhook.js';
import { useAction } from '../../member/state/action.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { may } from '../../member/state/me.js';
import { at } from '../../member/state/place.js';
import { refresh, useGet } from '../../member/state/resource.js';
import { Curl } from '../parts/curl.js';
import { DeliveryBadge } from '../parts/delivery-badge.js';
import { Refused, Wrong } from '../../member/parts/wrong.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Code, Json } from '../../ui/code.js';
import { Id } from '../../ui/copy.js';
import { PageHead } from '../../ui/page.js';
import { Facts, Panel } from '../../ui/panel.js';
import { Skeleton, SkeletonLines } from '../../ui/skeleton.js';
import { Tabs } from '../../ui/tabs.js';
import { span, Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';

/** One event on its way to one endpoint, with every attempt. */
export function DeliveryPage({ endpoint, id }: { endpoint: string; id: string }) {
  const path = '/v1/webhook_deliveries/' + encodeURIComponent(id);
  const delivery = useGet<DeliveryWithAttempts>(path);
  const d = delivery.data;
  const crumb = { href: at('/webhooks/' + endpoint), text: 'Endpoint' };
  useFeedRefresh(delivery.reload, () => d?.status === 'pending', 1500);
  const retry = useAction(async () => {
    await ask('POST', path + '/retry', {});
    refresh('/v1/webhook_deliveries');
    setTimeout(delivery.reload, 1500);
    toast('On its way again', 'send');
  });
  if (delivery.problem && !d) return <><PageHead name="Delivery" title="Delivery" crumb={crumb} /><Wrong problem={delivery.problem} reload={delivery.reload} /></>;
  return (
    <>
      <PageHead name={d?.event_type ?? 'Delivery'} crumb={crumb} title={d ? <span class="row"><span class="mono">{d.event_type}</span> <DeliveryBadge of={d} /></span> : <Skeleton width="260px" />} lead={<Id id={id} />}
        action={d && may('webhooks:write') && <Button kind={d.status === 'succeeded' ? 'plain' : 'main'} icon="roll" busy={retry.busy} onClick={() => void retry.run()}>{d.status === 'succeeded' ? 'Send again' : 'Retry now'}</Button>} />
      <Refused by={retry.refusal} />
      <div class="columns">
        <div class="stack">
          <Panel flush title="Attempts" note={d?.status === 'pending' && d.next_attempt_at ? <>Next <Time at={d.next_attempt_at} as="ago" /></> : undefined}>
            {d ? d.attempts.length ? <ol class="attempts">{d.attempts.toReversed().map((a) => <AttemptItem key={a.number} of={a} />)}</ol> : <p class="pad quiet">The first attempt is about to be made.</p> : <div class="body"><SkeletonLines /></div>}
          </Panel>
          {d && <Panel title="Delivery"><Facts of={[['Order', d.order], ['Created', <Time at={d.created_at} />], ['Ended', d.ended_at && <Time at={d.ended_at} />], ['Event', <Id id={d.event_id} />]]} /></Panel>}
          <Panel title="The API call"><Curl path={path} /></Panel>
        </div>
        <div class="stack">{d && <Payload delivery={d} />}</div>
      </div>
    </>
  );
}

function AttemptItem({ of: a }: { of: Attempt }) {
  const ok = a.status !== null && a.status >= 200 && a.status < 300;
  return (
    <li>
      <div class="spread"><span class="row"><Badge tone={ok ? 'good' : 'bad'}>{a.status ?? 'No reply'}</Badge><span class="quiet small">Attempt {a.number}</span></span><span class="quiet small number">{span(a.latency_ms)}, <Time at={a.at} /></span></div>
      {a.error && <p class="small wrong-text">{a.error}</p>}
      {a.excerpt && <Code text={a.excerpt} what="reply" wrap />}
    </li>
  );
}

function Payload({ delivery: d }: { delivery: DeliveryWithAttempts }) {
  const [tab, set] = useState<'body' | 'headers'>('body');
  const event = useGet<Event>(may('events:read') ? '/v1/events/' + d.event_id : undefined);
  const last = d.attempts.at(-1);
  const time = Math.floor(Date.parse(last?.at ?? d.created_at) / 1000);
  const headers = [
    'Content-Type: application/json', `webhook-id: ${d.event_id}`, `webhook-timestamp: ${time}`, 'webhook-signature: v1,<HMAC-SHA256 of id.timestamp.body, base64>',
    `BaseKYC-Signature: t=${time},v1=<HMAC-SHA256 of t.body, hex>`, ...(d.order ? [`BaseKYC-Order: ${d.order}`] : []),
  ].join('\n');
  const session = event.data?.data.session_id;
  return (
    <Panel title="What is sent" action={session && <a class="small" href={at('/sessions/' + session)}>Open the session</a>}>
      <Tabs label="Parts of the request" tabs={[{ value: 'body', text: 'Body' }, { value: 'headers', text: 'Headers' }]} value={tab} onChange={set}>
        <div class="tab-body">
          {tab === 'headers' ? <><Code text={headers} what="headers" wrap /><p class="small quiet">Time and signatures are made anew for each attempt{last ? '; shown are those of the last' : ''}. The secret is not known here.</p></>
            : event.data ? <Json value={event.data} what="body" /> : event.problem ? <p class="small quiet">{event.problem.detail}</p> : <SkeletonLines lines={8} />}
        </div>
      </Tabs>
    </Panel>
  );
}
