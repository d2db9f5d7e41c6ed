import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Key } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import type { Event } from '../../member/api/event.js';
import type { List } from '../../member/api/list.js';
import { ended, type Invitation, type Session } from '../../member/api/session.js';
import type { Delivery } from '../api/webhook.js';
import { useAction } from '../../member/state/action.js';
import { useFeed } from '../../member/state/feed.js';
import { freshKey, may } from '../../member/state/me.js';
import { at } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { curlOf, keyText } from '../parts/curl.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Code } from '../../ui/code.js';
import { Copy } from '../../ui/copy.js';
import { Notice } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { Skeleton } from '../../ui/skeleton.js';

const order = { customer: { name: 'Asha Rao', mobile: '9800000002', email: 'asha@example.in' }, verification_type: 'full_kyc' };
const over = ['session.completed', 'session.rejected'];

/** The three steps; each ticks itself off when it has happened. */
export function Start() {
  const sessions = useGet<List<Session>>('/v1/sessions?limit=20');
  const deliveries = useGet<List<Delivery>>(may('webhooks:read') ? '/v1/webhook_deliveries?status=succeeded&limit=1' : undefined);
  const [made, setMade] = useState<Invitation | undefined>(undefined);
  const [heard, setHeard] = useState<string[]>([]);
  useFeed((e: Event) => {
    setHeard((h) => [...h.slice(-50), e.type]);
    sessions.reload();
    if (over.includes(e.type)) setTimeout(deliveries.reload, 1500);
  });
  const list = sessions.data?.data ?? [];
  const created = list.length > 0 || heard.includes('session.created');
  const met = list.some((s) => ['completed', 'rejected', 'decided'].includes(s.status));
  const told = (deliveries.data?.data.length ?? 0) > 0;
  const steps = [created, met, told];
  const next = steps.indexOf(false);
  if (!sessions.data) return sessions.problem ? null : <Skeleton height="260px" />;
  if (next < 0 && !made) return <AllDone />;
  const latest = list[0];
  const open = may('sandbox:write') ? list.find((s) => s.id === made?.id) ?? list.find((s) => !ended.includes(s.status)) : undefined;
  return (
    <ol class="steps" aria-label="First steps">
      <Step n={1} done={created} open={next === 0} title="Create a session" note="Your backend does this with a secret key.">
        <KeyLine />
        <Code language="sh" what="command" text={curlOf('POST', '/v1/sessions', order)} />
        <Create onMade={setMade} />
      </Step>
      <Step n={2} done={met} open={next === 1} title="Let the customer join" note="In a browser with a camera, or simulated.">
        {made
          ? <>
              <p class="small">The link of the session that you just made. It works once, on one device.</p>
              <div class="row"><ButtonLink href={made.url} out kind="main">Open as the customer</ButtonLink><ButtonLink href={at('/sessions/' + made.id)}>Watch it live</ButtonLink></div>
            </>
          : latest && <p class="small">Open the <code class="inline-code">url</code> of the reply, or <a href={at('/sessions/' + latest.id)}>look at your latest session</a>.</p>}
        {open && <Play session={open} />}
        <p class="small quiet">No camera at hand? Our simulated customer goes the whole way:</p>
        <Code language="sh" what="command" text={`bin/basekyc simulate customer --url '${made?.url ?? 'THE URL'}'`} />
      </Step>
      <Step n={3} done={told} open={next === 2} title="Hear the result" note="A signed webhook brings it.">
        <p class="small">Forward events to your machine while you build:</p>
        <Code language="sh" what="command" text={`BASEKYC_SECRET_KEY=${keyText()} \\\n  bin/basekyc listen --url ${location.origin} --forward http://localhost:4000/hooks`} />
        <p class="small">Then register the address of your server: <a href={at('/webhooks?new=1')}>add a webhook endpoint</a>. Or ask for the result:</p>
        <Code language="sh" what="command" text={curlOf('GET', `/v1/sessions/${(made ?? latest)?.id ?? 'THE_ID'}/result`)} />
      </Step>
    </ol>
  );
}

function AllDone() {
  return <Notice tone="good" action={<a href={at('/', 'live')}>Go live</a>}>The first three steps are done: a session, a customer who was met, and a webhook that told your server.</Notice>;
}

function Step({ n, done, open, title, note, children }: { n: number; done: boolean; open: boolean; title: string; note: string; children: ComponentChildren }) {
  const [wanted, want] = useState<boolean | undefined>(undefined);
  return (
    <li class={done ? 'step done' : open ? 'step next' : 'step'}>
      <details open={wanted ?? open}>
        <summary onClick={(e) => { e.preventDefault(); want(!(wanted ?? open)); }}>
          <span class="n">{done ? <Icon name="check" /> : n}</span>
          <span><b>{title}</b><span class="quiet small">{note}</span></span>
          <span class="heard">{done ? 'Done' : 'Not done yet'}</span>
        </summary>
        <div class="inside">{children}</div>
      </details>
    </li>
  );
}

/** The key for the commands below: made on request, shown once, filled in until the page is left. */
function KeyLine() {
  const make = useAction(async () => {
    const key = await ask<Key>('POST', '/v1/api_keys', { kind: 'secret', name: 'Quickstart' });
    if (key.key) freshKey.value = { secret: key.key };
  });
  if (keyText().startsWith('sk_test_')) return <p class="keyline"><Icon name="key" /><span class="small">Your test key is filled in below. It is shown only now: <b class="mono">{keyText()}</b></span><Copy text={keyText()} what="key" /></p>;
  if (!may('keys:write')) return <p class="small quiet">Ask an admin or developer of your account for a test key.</p>;
  return (
    <>
      <div class="row"><Button icon="key" small busy={make.busy} onClick={() => void make.run()}>Fill in a new test key</Button><span class="small quiet">Keys are shown once, so we cannot show an older one.</span></div>
      <Refused by={make.refusal} />
    </>
  );
}

/** For whom no officer waits: test mode plays the call and what comes before it. */
function Play({ session }: { session: Session }) {
  const play = useAction(async () => { await ask('POST', `/v1/sandbox/sessions/${session.id}/simulate`, { action: 'approve' }); });
  return (
    <>
      <div class="row"><Button small icon="flask" busy={play.busy} onClick={() => void play.run()}>Let test mode play the call</Button><span class="small quiet">Nobody needs to be there. <a href={at('/sandbox')}>The sandbox</a> plays other ends.</span></div>
      <Refused by={play.refusal} />
    </>
  );
}

function Create({ onMade }: { onMade: (v: Invitation) => void }) {
  const create = useAction(async () => onMade(await ask<Invitation>('POST', '/v1/sessions', order)));
  return (
    <>
      <div class="row"><Button small icon="play" busy={create.busy} onClick={() => void create.run()}>Or create it from here</Button></div>
      <Refused by={create.refusal} />
    </>
  );
}
