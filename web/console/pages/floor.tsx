// The supervisor's floor: a wall of the calls that run, to be watched, and who waits.

import { useEffect } from 'preact/hooks';
import { Wrong } from '../../member/parts/wrong.js';
import { plain, StatusBadge } from '../../member/parts/status.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { at } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Empty } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { PageHead } from '../../ui/page.js';
import { Figures, Panel } from '../../ui/panel.js';
import { many, say, spoken, phrase } from '../../ui/say.js';
import { type Case, languageName, type Presence } from '../api/case.js';
import { asMet, came, InLine, pastTarget, Tongue } from '../parts/in-line.js';
import { open } from '../parts/waivers.js';
import { Since, Waited } from '../parts/wait.js';

export function Floor() {
  const running = useGet<{ data: Case[] }>('/desk/sessions?status=waiting,in_progress,interrupted');
  const audits = useGet<{ data: Case[] }>('/desk/sessions?status=in_audit');
  useFeedRefresh(() => { running.reload(); audits.reload(); });
  useEffect(() => { // how parties are connected is no event
    const t = setInterval(() => document.visibilityState === 'visible' && running.reload(), 5_000);
    return () => clearInterval(t);
  }, []);
  const all = running.data?.data;
  if (!all && running.problem) return <><PageHead title={say('Floor')} name={say('Floor')} /><Wrong problem={running.problem} reload={running.reload} /></>;
  const waiting = (all ?? []).filter((c) => c.status === 'waiting').sort(asMet);
  const calls = (all ?? []).filter((c) => c.status !== 'waiting');
  const longest = waiting.reduce<Case | undefined>((a, b) => (a && came(a) <= came(b) ? a : b), undefined);
  const late = waiting.filter(pastTarget).length;
  return (
    <>
      <PageHead title={say('Floor')} name={say('Floor')} lead={say('Everybody who waits or talks now.')} />
      <Figures of={[
        { name: say('Waiting'), value: all ? waiting.length : '–', note: late ? many('{n} past the target', '{n} past the target', late) : '' },
        { name: say('Longest wait'), value: longest ? <Since at={longest.queued_at ?? longest.created_at} /> : '–' },
        { name: say('In calls'), value: all ? calls.length : '–', note: calls.some((c) => c.status === 'interrupted') ? many('{n} interrupted', '{n} interrupted', calls.filter((c) => c.status === 'interrupted').length) : '' },
        { name: say('To audit'), value: audits.data ? audits.data.data.length : '–' },
      ]} />
      <Panel title={say('Calls')}>
        {all && !calls.length ? <Empty tight icon="video" title={say('No calls')}>{say('Calls stand here while they run. Open one to watch it.')}</Empty>
          : <ul class="tiles wall">{calls.map((c) => <Running key={c.id} of={c} />)}</ul>}
      </Panel>
      <Panel title={say('The line')}>
        {all && !waiting.length ? <Empty tight icon="hourglass" title={say('Nobody waits')}>{say('Good.')}</Empty>
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
        <span class="small quiet">{c.officer ? `${c.officer.name}${c.officer.simulated ? ' ' + say('(simulated)') : ''}` : c.status === 'waiting' ? <Tongue of={c} /> : languageName(c.language)}</span>
        {c.status === 'waiting' && <InLine of={c} />}
        <span class="spread small"><span>{open(c).length > 0 ? <span class="bad-text">{say('Asks for a waiver')}</span> : c.running_check ? say('{check} runs', { check: plain(c.running_check.kind) }) : step ? plain(step.id) : plain(c.verification_type)}</span>{c.status === 'waiting' ? <Waited of={c} /> : <Since at={c.started_at ?? c.created_at} />}</span>
      </a>
    </li>
  );
}

const connected: Record<Presence, { dot: string; says: string }> = {
  picture: { dot: 'good', says: phrase('picture') }, no_picture: { dot: 'warn', says: phrase('no picture') }, away: { dot: 'bad', says: phrase('not here') },
};

/** A call that runs: who, with whom, how they are connected, at which step, how long. */
function Running({ of: c }: { of: Case }) {
  const step = c.steps.find((s) => s.progress === 'current');
  const watchers = c.watches.filter((w) => !w.until).length;
  return (
    <li class="tile">
      <a href={at((c.mine ? '/call/' : '/watch/') + c.id)}>
        <span class="spread"><strong>{c.customer.name}</strong><Since at={c.started_at ?? c.created_at} /></span>
        <Link of={c.presence?.customer} who={say('Customer')} />
        <span class="spread"><span>{c.officer ? c.officer.name : '–'}{c.officer?.simulated ? ' ' + say('(simulated)') : ''}</span><StatusBadge of={c} /></span>
        <Link of={c.presence?.officer} who={say('Officer')} />
        <span class="spread small">
          {open(c).length > 0 ? <span class="bad-text">{say('Asks for a waiver')}</span> : <span>{c.running_check ? say('{check} runs', { check: plain(c.running_check.kind) }) : step ? plain(step.id) : plain(c.verification_type)}</span>}
          {watchers > 0 && <span class="quiet"><Icon name="eye" /> {watchers} <span class="heard">{say('watch')}</span></span>}
        </span>
      </a>
    </li>
  );
}

function Link({ of: p, who }: { of: Presence | undefined; who: string }) {
  const k = p && connected[p];
  return <span class="small quiet"><span class={'dot ' + (k?.dot ?? '')} aria-hidden="true" /> {who}: {k ? spoken(k.says) : say('connection not known')}</span>;
}
