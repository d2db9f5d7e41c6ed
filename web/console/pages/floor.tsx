// The supervisor's floor: who waits, who talks, how long.

import { Wrong } from '../../member/parts/wrong.js';
import { plain, StatusBadge } from '../../member/parts/status.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { at } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Figures, Panel } from '../../ui/panel.js';
import { type Case, languages } from '../api/case.js';
import { asMet, came, InLine, pastTarget, Tongue } from '../parts/in-line.js';
import { open } from '../parts/waivers.js';
import { Since, Waited } from '../parts/wait.js';

export function Floor() {
  const running = useGet<{ data: Case[] }>('/desk/sessions?status=waiting,in_progress,interrupted');
  const audits = useGet<{ data: Case[] }>('/desk/sessions?status=in_audit');
  useFeedRefresh(() => { running.reload(); audits.reload(); });
  const all = running.data?.data;
  if (!all && running.problem) return <Wrong problem={running.problem} reload={running.reload} />;
  const waiting = (all ?? []).filter((c) => c.status === 'waiting').sort(asMet);
  const calls = (all ?? []).filter((c) => c.status !== 'waiting');
  const longest = waiting.reduce<Case | undefined>((a, b) => (a && came(a) <= came(b) ? a : b), undefined);
  const late = waiting.filter(pastTarget).length;
  return (
    <>
      <PageHead title="Floor" name="Floor" lead="Everybody who waits or talks now." />
      <Figures of={[
        { name: 'Waiting', value: all ? waiting.length : '–', note: late ? `${late} past the target` : '' },
        { name: 'Longest wait', value: longest ? <Since at={longest.queued_at ?? longest.created_at} /> : '–' },
        { name: 'In calls', value: all ? calls.length : '–', note: calls.some((c) => c.status === 'interrupted') ? `${calls.filter((c) => c.status === 'interrupted').length} interrupted` : '' },
        { name: 'To audit', value: audits.data ? audits.data.data.length : '–' },
      ]} />
      <Panel title="Calls">
        {all && !calls.length ? <Empty tight icon="video" title="No calls">Calls stand here while they run.</Empty>
          : <ul class="tiles">{calls.map((c) => <Tile key={c.id} of={c} />)}</ul>}
      </Panel>
      <Panel title="The line">
        {all && !waiting.length ? <Empty tight icon="hourglass" title="Nobody waits">Good.</Empty>
          : <ul class="tiles">{waiting.map((c) => <Tile key={c.id} of={c} />)}</ul>}
      </Panel>
    </>
  );
}

function Tile({ of: c }: { of: Case }) {
  const step = c.steps.find((s) => s.progress === 'current');
  return (
    <li class="tile">
      <a href={at('/cases/' + c.id)}>
        <span class="spread"><strong>{c.customer.name}</strong><StatusBadge of={c} /></span>
        <span class="small quiet">{c.officer ? `${c.officer.name}${c.officer.simulated ? ' (simulated)' : ''}` : c.status === 'waiting' ? <Tongue of={c} /> : languages[c.language] ?? c.language}</span>
        {c.status === 'waiting' && <InLine of={c} />}
        <span class="spread small"><span>{open(c).length > 0 ? <span class="bad-text">Asks for a waiver</span> : c.running_check ? plain(c.running_check.kind) + ' runs' : step ? plain(step.id) : plain(c.verification_type)}</span>{c.status === 'waiting' ? <Waited of={c} /> : <Since at={c.started_at ?? c.created_at} />}</span>
      </a>
    </li>
  );
}
