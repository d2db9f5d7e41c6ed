import type { List } from '../../member/api/list.js';
import type { Session } from '../../member/api/session.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { at } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { SessionTable } from '../parts/session-table.js';
import { Empty } from '../../ui/empty.js';
import { Panel } from '../../ui/panel.js';

const shown = 6;

export function Recent() {
  const list = useGet<List<Session>>('/v1/sessions?limit=20');
  useFeedRefresh(list.reload);
  const rows = list.data?.data;
  return (
    <Panel flush title="Latest sessions" action={<a class="small" href={at('/sessions')}>All sessions</a>}>
      {rows?.length === 0 ? <Empty tight icon="video" title="No sessions yet">The first one appears here by itself.</Empty> : <SessionTable rows={rows?.slice(0, shown)} expect={3} />}
    </Panel>
  );
}
