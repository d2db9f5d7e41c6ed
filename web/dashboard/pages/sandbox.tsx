import type { List } from '../../member/api/list.js';
import { ended, type Session } from '../../member/api/session.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { at, mode, place, setQuery } from '../../member/state/place.js';
import { refresh, useGet } from '../../member/state/resource.js';
import { Live } from '../../member/parts/live.js';
import { StatusBadge } from '../../member/parts/status.js';
import { Wrong } from '../../member/parts/wrong.js';
import { ButtonLink } from '../../ui/button.js';
import { Id } from '../../ui/copy.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Lost } from './lost.js';
import { SandboxClock } from './sandbox-clock.js';
import { SandboxCreate } from './sandbox-create.js';
import { SandboxDrive } from './sandbox-drive.js';
import { SandboxMock } from './sandbox-mock.js';
import { Progress } from './session-progress.js';
import { History } from './session-history.js';

/** Everything that can be tried without a customer. */
export function Sandbox() {
  const id = place.value.query.get('session') ?? '';
  if (mode.value === 'live') return <Lost />;
  return (
    <>
      <PageHead name="Sandbox" title="Sandbox" lead="Make a session, choose how it ends, and watch your integration hear of it. Nothing reaches outside." action={<Live />} />
      <div class="columns even">
        <div class="stack"><SandboxCreate onMade={(s) => setQuery({ session: s.id }, false)} /><OpenSessions chosen={id} /><SandboxMock session={id} /><SandboxClock /></div>
        <div class="stack first-narrow">{id ? <Watched key={id} id={id} /> : <Panel title="Watch"><Empty icon="eye" title="No session chosen">Create one, or choose an open one, and drive it from here.</Empty></Panel>}</div>
      </div>
    </>
  );
}

function Watched({ id }: { id: string }) {
  const path = '/v1/sessions/' + id;
  const session = useGet<Session>(path);
  useFeedRefresh(() => refresh(path), (e) => e.data.session_id === id, 200);
  const s = session.data;
  if (session.problem && !s) return <Wrong problem={session.problem} reload={session.reload} />;
  if (!s) return <Panel title="Watch"><SkeletonLines lines={8} /></Panel>;
  return (
    <>
      <Panel title={<span class="row">{s.customer.name} <StatusBadge of={s} /></span>} note={<Id id={id} />} action={<ButtonLink small href={at('/sessions/' + id)}>Open</ButtonLink>}>
        <div class="stack"><Progress session={s} /><SandboxDrive session={s} /></div>
      </Panel>
      <Panel title="Time line"><History session={s} /></Panel>
    </>
  );
}

function OpenSessions({ chosen }: { chosen: string }) {
  const list = useGet<List<Session>>('/v1/sessions?limit=20');
  useFeedRefresh(list.reload, (e) => e.type.startsWith('session.'));
  const open = list.data?.data.filter((s) => !ended.includes(s.status)).slice(0, 6);
  if (!open?.length) return null;
  return (
    <Panel flush title="Open test sessions">
      <ul class="picks">{open.map((s) => <li key={s.id}><button type="button" aria-pressed={s.id === chosen} onClick={() => setQuery({ session: s.id }, false)}><span>{s.customer.name}</span><StatusBadge of={s} /></button></li>)}</ul>
    </Panel>
  );
}
