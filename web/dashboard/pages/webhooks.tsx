import { useState } from 'preact/hooks';
import type { List } from '../../member/api/list.js';
import type { Endpoint, EndpointWithSecret } from '../api/webhook.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { may } from '../../member/state/me.js';
import { at, mode, place, setQuery } from '../../member/state/place.js';
import { refresh, useGet } from '../../member/state/resource.js';
import { Curl } from '../parts/curl.js';
import { EndpointBadge } from '../parts/endpoint-badge.js';
import { ShownOnce } from '../parts/shown-once.js';
import { Traffic } from '../parts/traffic.js';
import { Wrong } from '../../member/parts/wrong.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Code } from '../../ui/code.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { EndpointForm } from './endpoint-form.js';

const path = '/v1/webhook_endpoints';

export function Webhooks() {
  const list = useGet<List<Endpoint>>(path);
  const [made, setMade] = useState<EndpointWithSecret | undefined>(undefined);
  useFeedRefresh(list.reload, () => true, 3000);
  const rows = list.data?.data;
  const create = may('webhooks:write') && <Button kind="main" icon="plus" onClick={() => setQuery({ new: '1' }, false)}>Add endpoint</Button>;
  return (
    <>
      <PageHead name="Webhooks" title="Webhooks" lead="Where we tell your servers what happened: signed, retried for three days, each attempt on record." action={create} />
      {list.problem && !rows ? <Wrong problem={list.problem} reload={list.reload} /> : <>
        <div class="panel">
          {rows?.length === 0
            ? <Empty icon="webhook" title={`No endpoints in ${mode.value} mode`} action={<>{create}<ButtonLink out href="/docs/guide/webhooks">Read the guide</ButtonLink></>}>While you build, <code class="inline-code">basekyc listen</code> forwards events to your own machine.</Empty>
            : <Table caption="Webhook endpoints" rows={rows} id={(e) => e.id} href={(e) => at('/webhooks/' + e.id)} expect={3} columns={[
                { head: 'Endpoint', cell: (e) => <span class="address">{e.url}</span> },
                { head: 'Status', cell: (e) => <EndpointBadge of={e} />, fit: true, bare: true },
                { head: 'For', cell: (e) => e.description && <span class="quiet">{e.description}</span> },
                { head: 'Events', fit: true, cell: (e) => <span class="quiet" title={e.events.join('\n')}>{e.events.length ? `${e.events.length} ${e.events.length === 1 ? 'type' : 'types'}` : 'All'}</span> },
                { head: 'Added', fit: true, right: true, cell: (e) => <Time at={e.created_at} /> },
              ]} />}
        </div>
        {!!rows?.length && <Traffic title="All endpoints, last 24 hours" />}
      </>}
      <details class="api"><summary>The API calls behind this page</summary><div class="stack"><Curl path={path} /><Code language="sh" what="command" text={`basekyc listen --url ${location.origin} --forward http://localhost:3000/webhooks`} /></div></details>
      {place.value.query.has('new') && <EndpointForm onClose={() => setQuery({ new: '' })} onMade={(e) => { setQuery({ new: '' }); setMade(e); refresh(path); }} />}
      {made && <ShownOnce title="Endpoint added" secrets={[['Signing secret', made.secret]]} onClose={() => setMade(undefined)}><p class="small">Verify every delivery with it: <a href="/docs/guide/webhooks" target="_blank" rel="noopener">how, in Go, Node, Python, PHP and Java</a>.</p></ShownOnce>}
    </>
  );
}
