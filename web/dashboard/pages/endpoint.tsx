import type { Delivery, Endpoint } from '../api/webhook.js';
import { query } from '../../member/api/client.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { may } from '../../member/state/me.js';
import { at, place, setQuery } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Curl } from '../parts/curl.js';
import { DeliveryBadge } from '../parts/delivery-badge.js';
import { EndpointBadge, reasons } from '../parts/endpoint-badge.js';
import { usePages } from '../parts/more.js';
import { Traffic } from '../parts/traffic.js';
import { Wrong } from '../../member/parts/wrong.js';
import { Id } from '../../ui/copy.js';
import { Empty, Notice } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Facts, Panel } from '../../ui/panel.js';
import { Skeleton } from '../../ui/skeleton.js';
import { Table } from '../../ui/table.js';
import { Segments } from '../../ui/tabs.js';
import { Time } from '../../ui/time.js';
import { EndpointActions } from './endpoint-actions.js';

const crumb = () => ({ href: at('/webhooks'), text: 'Webhooks' });

export function EndpointPage({ id }: { id: string }) {
  const path = '/v1/webhook_endpoints/' + encodeURIComponent(id);
  const endpoint = useGet<Endpoint>(path);
  const e = endpoint.data;
  useFeedRefresh(endpoint.reload, () => true, 3000);
  if (endpoint.problem && !e) return <><PageHead name="Endpoint" title="Endpoint" crumb={crumb()} /><Wrong problem={endpoint.problem} reload={endpoint.reload} /></>;
  return (
    <>
      <PageHead name="Endpoint" crumb={crumb()} title={e ? <span class="row">{e.url} <EndpointBadge of={e} /></span> : <Skeleton width="320px" />} lead={<Id id={id} />} action={e && may('webhooks:write') && <EndpointActions endpoint={e} />} />
      {e?.status === 'disabled' && <Notice tone={e.disabled_reason === 'owner' ? 'info' : 'bad'}>Disabled{e.disabled_at && <> <Time at={e.disabled_at} as="ago" /></>}. {reasons[e.disabled_reason] ?? ''}. Its events are kept: enable it, then replay what it missed.</Notice>}
      {e?.status === 'enabled' && e.failing_since && <Notice tone="warn">Every attempt has failed since <Time at={e.failing_since} />. After five days it is disabled; its events are kept and can be replayed.</Notice>}
      {e?.former_secret_expires_at && Date.parse(e.former_secret_expires_at) > Date.now() && <Notice>Deliveries carry two signatures: the former secret signs too, and ends <Time at={e.former_secret_expires_at} as="ago" />.</Notice>}
      <Traffic endpoint={id} title="Last 24 hours" />
      <Deliveries endpoint={id} />
      <div class="two">
        {e && <Panel title="Endpoint"><Facts of={[['Address', e.url], ['For', e.description], ['Events', e.events.length ? <span class="tags">{e.events.map((t) => <span key={t} class="tag">{t}</span>)}</span> : 'All'], ['API version', e.api_version], ['Added', <Time at={e.created_at} />]]} /></Panel>}
        <Panel title="The API call"><Curl path={path} /></Panel>
      </div>
    </>
  );
}

const kinds = [{ value: '', text: 'All' }, { value: 'succeeded', text: 'Delivered' }, { value: 'pending', text: 'Pending' }, { value: 'failed', text: 'Failed' }] as const;

function Deliveries({ endpoint }: { endpoint: string }) {
  const status = place.value.query.get('status') ?? '';
  const list = usePages<Delivery>(query('/v1/webhook_deliveries', { endpoint_id: endpoint, status, limit: 20 }));
  useFeedRefresh(list.reload, () => true, 1200);
  return (
    <Panel flush title="Deliveries" action={<Segments label="Which deliveries" options={[...kinds]} value={status as (typeof kinds)[number]['value']} onChange={(v) => setQuery({ status: v })} />}>
      {list.problem && !list.rows ? <Wrong problem={list.problem} reload={list.reload} />
        : list.rows?.length === 0 ? <Empty tight icon="webhook" title={status ? 'None of this kind' : 'Nothing was delivered yet'}>{!status && 'Send a test event to see one.'}</Empty>
          : <><Table caption="Deliveries, newest first" rows={list.rows} fresh={list.fresh} id={(d) => d.id} href={(d) => at(`/webhooks/${endpoint}/${d.id}`)} columns={[
              { head: 'Event', cell: (d) => <span class="mono">{d.event_type}</span> },
              { head: 'Status', fit: true, bare: true, cell: (d) => <DeliveryBadge of={d} /> },
              { head: 'Order', fit: true, right: true, cell: (d) => <span class="quiet">{d.order}</span> },
              { head: 'Attempts', fit: true, right: true, cell: (d) => d.attempt_count },
              { head: 'Next', fit: true, cell: (d) => d.next_attempt_at && d.attempt_count > 0 && <Time at={d.next_attempt_at} as="ago" /> },
              { head: 'Created', fit: true, right: true, cell: (d) => <Time at={d.created_at} as="ago" /> },
            ]} />{list.more}</>}
    </Panel>
  );
}
