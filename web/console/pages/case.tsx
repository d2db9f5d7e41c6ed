import { Recording } from '../../member/parts/recording.js';
import { StatusBadge } from '../../member/parts/status.js';
import { Wrong } from '../../member/parts/wrong.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { may } from '../../member/state/me.js';
import { at } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { ButtonLink } from '../../ui/button.js';
import { Empty, Notice } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { say } from '../../ui/say.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Time } from '../../ui/time.js';
import type { Case } from '../api/case.js';
import { Earlier, HadBefore } from '../parts/before.js';
import { Said } from '../parts/chat.js';
import { Checks } from '../parts/checks.js';
import { Decided } from '../parts/decided.js';
import { Asked } from '../parts/questions.js';
import { Rules } from '../parts/rules.js';
import { Waivers } from '../parts/waivers.js';
import { Watches } from '../parts/watches.js';
import { Person } from '../parts/person.js';
import { Signals } from '../parts/signals.js';
import { Shots } from '../parts/picture.js';

export function CasePage({ id }: { id: string }) {
  const c = useGet<Case>(`/desk/sessions/${id}`);
  useFeedRefresh(c.reload, (e) => e.data['session_id'] === id);
  const v = c.data;
  if (!v) return c.problem ? <><PageHead crumb={{ href: at('/cases'), text: say('Cases') }} title={say('Case')} name={say('Case')} /><Wrong problem={c.problem} reload={c.reload} /></> : <Panel><SkeletonLines lines={8} /></Panel>;
  const running = v.mine && (v.status === 'in_progress' || v.status === 'interrupted');
  return (
    <>
      <PageHead crumb={{ href: at('/cases'), text: say('Cases') }} title={v.customer.name} name={v.customer.name} lead={<StatusBadge of={{ status: v.status, sub_status: v.decision?.outcome ?? '' }} />} action={running && <ButtonLink kind="main" icon="video" href={at('/call/' + id)}>{say('Back into the call')}</ButtonLink>} />
      {v.status === 'scheduled' && v.scheduled_at && <Notice>{say('The customer comes back on {time}, by the same link.', { time: <strong><Time at={v.scheduled_at} as="zoned" /></strong> })}</Notice>}
      {v.status === 'completed' && v.decision?.outcome === 'needs_review' && <Notice tone="warn">{say('The call is over, and the customer is not approved: the reasons below stand against it. Nobody decides further here. Your own people or systems work them off, outside of this console; the backend has the same reasons, with the advice to review.')}</Notice>}
      <div class="halves">
        <div class="stack wide"><Decided of={v} /><Film of={v} /><Panel title={say('Checks')}><Checks of={v} /></Panel></div>
        <div class="stack wide">
          <Waivers of={v} reload={c.reload} />
          <HadBefore of={v} />
          <Watches of={v} />
          <Asked of={v} />
          <Said of={v} />
          <Rules of={v} />
          <Panel title={say('Customer')}><Earlier of={v} /><Signals of={v} /><Person of={v} /></Panel>
          {v.stills.length > 0 && <Panel title={say("Pictures by the customer's device")}><Shots session={id} of={v.stills} /></Panel>}
        </div>
      </div>
    </>
  );
}

/** The recording, for those who may see it. */
export function Film({ of: v }: { of: Case }) {
  const now = useGet<Case>(v.recording && v.film === 'pending' ? `/desk/sessions/${v.id}` : undefined);
  if (!v.recording) return null;
  if (!may('artifacts:read')) return <Panel title={say('Recording')}><Empty tight icon="lock" title={say('Sealed')}>{say('Auditors and supervisors may play it.')}</Empty></Panel>;
  return <Panel title={say('Recording')}><div class="stack"><Recording session={v.id} film={now.data?.film ?? v.film} reload={now.reload} from="/desk/sessions" checks={v.checks} /></div></Panel>;
}
