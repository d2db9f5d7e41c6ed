// A supervisor at a running call: both pictures, the steps, and his voice.

import { useEffect, useState } from 'preact/hooks';
import { StatusBadge } from '../../member/parts/status.js';
import { at, go } from '../../member/state/place.js';
import { ButtonLink } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import type { IconName } from '../../ui/icon.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { say, spoken } from '../../ui/say.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import type { Case } from '../api/case.js';
import { Checks } from '../parts/checks.js';
import { Film } from '../parts/film.js';
import { Steps } from '../parts/steps.js';
import { Voice } from '../parts/voice.js';
import { Since } from '../parts/wait.js';
import { Waivers } from '../parts/waivers.js';
import { told } from '../parts/watches.js';
import { WatchCall } from '../state/watch.js';

export function WatchPage({ id }: { id: string }) {
  const [call, set] = useState<WatchCall | undefined>(undefined);
  useEffect(() => {
    const c = new WatchCall(id);
    set(c);
    return () => c.end();
  }, [id]);
  if (!call) return null;
  const c = call.case.value;
  const link = call.link.value;
  if (link === 'over') return <Gone icon="check" title={say('The call is over')} id={id}>{say('What came of it stands in the case.')}</Gone>;
  if (link === 'elsewhere') return <Gone icon="out" title={say('You watch this call in another window')} id={id}>{say('Go on there.')}</Gone>;
  if (link === 'refused') return <Gone icon="lock" title={say('You cannot watch this')} id={id}>{spoken(call.why.value) || say('The call is over, or it is your own.')}</Gone>;
  if (!c) return <Panel><SkeletonLines lines={8} /></Panel>;
  return <Watching call={call} of={c} />;
}

function Watching({ call, of: c }: { call: WatchCall; of: Case }) {
  const mine = c.watches.filter((w) => !w.until).at(-1);
  return (
    <div class="watch">
      <PageHead crumb={{ href: at('/floor'), text: say('Floor') }} title={c.customer.name} name={say('Watching {name}', { name: c.customer.name })}
        lead={<><StatusBadge of={c} />{c.started_at && <> <Since at={c.started_at} /></>}{mine && <span class="quiet"> {spoken(told[mine.told])}</span>}</>} />
      <div class="watch-pair">
        <Party name={c.customer.name} role={say('Customer')} stream={call.customer.value} />
        <Party name={c.officer ? c.officer.name : say('No officer')} role={c.officer?.simulated ? say('Simulated officer') : say('Officer')} stream={call.agent.value} />
      </div>
      {call.link.value === 'lost' && <p class="bad-text" role="status">{say('Your connection was lost. Coming back…')}</p>}
      <Voice of={call} leave={() => go(at('/floor'))} />
      <div class="halves">
        <Panel title={say('Steps')}><Steps of={c} busy={false} /></Panel>
        <div class="stack wide"><Waivers of={c} reload={() => undefined} /><Panel title={say('Checks')}><Checks of={c} /></Panel></div>
      </div>
    </div>
  );
}

function Party({ name, role, stream }: { name: string; role: string; stream: MediaStream | null }) {
  return (
    <figure class="watch-party">
      <Film stream={stream} class="theirs" label={say('Picture of {name}', { name })} />
      {!stream && <p class="waits" role="status">{say('Waiting for the picture…')}</p>}
      <figcaption><strong>{name}</strong><span class="quiet">{role}</span></figcaption>
    </figure>
  );
}

function Gone({ icon, title, id, children }: { icon: IconName; title: string; id: string; children: preact.ComponentChildren }) {
  return <><PageHead title={title} name={title} /><Panel><Empty icon={icon} title={title} action={<><ButtonLink kind="main" href={at('/floor')}>{say('To the floor')}</ButtonLink><ButtonLink href={at('/cases/' + id)}>{say('Open the case')}</ButtonLink></>}>{children}</Empty></Panel></>;
}
