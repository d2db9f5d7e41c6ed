import { ended, type Session } from '../../member/api/session.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { may } from '../../member/state/me.js';
import { at, mode } from '../../member/state/place.js';
import { refresh, useGet } from '../../member/state/resource.js';
import { Curl } from '../parts/curl.js';
import { Live } from '../../member/parts/live.js';
import { StatusBadge } from '../../member/parts/status.js';
import { Wrong } from '../../member/parts/wrong.js';
import { ButtonLink } from '../../ui/button.js';
import { Id } from '../../ui/copy.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Skeleton, SkeletonLines } from '../../ui/skeleton.js';
import { Actions } from './session-actions.js';
import { Artifacts } from './session-artifacts.js';
import { Details } from './session-details.js';
import { Progress } from './session-progress.js';
import { ResultPanel } from './session-result.js';
import { History } from './session-history.js';

const crumb = () => ({ href: at('/sessions'), text: 'Sessions' });

/** One verification: what happened beside what came of it. */
export function SessionPage({ id }: { id: string }) {
  const path = '/v1/sessions/' + encodeURIComponent(id);
  const session = useGet<Session>(path);
  useFeedRefresh(() => refresh(path), (e) => e.data.session_id === id, 250);
  const s = session.data;
  if (session.problem && !s) return <><PageHead name="Session" title="Session" crumb={crumb()} /><Wrong problem={session.problem} reload={session.reload} /></>;
  return (
    <>
      <PageHead name={s?.customer.name ?? 'Session'} crumb={crumb()}
        title={s ? <span class="row">{s.customer.name || 'No name'} <StatusBadge of={s} /></span> : <Skeleton width="220px" />}
        lead={<Id id={id} />}
        action={s && <><Live />{mode.value === 'test' && may('sandbox:write') && !ended.includes(s.status) && <ButtonLink icon="flask" href={at('/sandbox?session=' + id)}>Drive it</ButtonLink>}<Actions session={s} /></>} />
      {s && <Progress session={s} />}
      <div class="columns">
        <div class="stack">
          <Panel title="Time line" note="Events, checks and pictures with their deliveries">{s ? <History session={s} /> : <SkeletonLines lines={8} />}</Panel>
          {s && <Details session={s} />}
        </div>
        <div class="stack first">
          {s ? <><ResultPanel session={s} /><Artifacts session={s} /></> : <Panel title="Result"><SkeletonLines /></Panel>}
          <Panel title="The API call"><Curl path={path} /></Panel>
        </div>
      </div>
    </>
  );
}
