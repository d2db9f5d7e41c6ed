// The picture of the customer, one's own in a corner, and what is amiss.

import type { ComponentChildren } from 'preact';
import { plain } from '../../member/parts/status.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import type { Case } from '../api/case.js';
import type { OfficerCall } from '../state/call.js';
import { Film } from './film.js';
import { Since } from './wait.js';

const cameraTrouble: Record<string, string> = {
  camera_denied: 'The browser does not let this page use camera and microphone. Allow both in the address bar, then try again.',
  camera_missing: 'There is no camera or no microphone. Plug one in, then try again.',
  camera_busy: 'Another program uses the camera. Close it, then try again.',
  camera_unsupported: 'This browser gives no camera to this page. Open it over https, in a current browser.',
};

export function Stage({ call, of: c }: { call: OfficerCall; of: Case }) {
  const name = c.customer.name;
  const camera = call.camera.value;
  const seen = call.customer.value;
  const trouble = cameraTrouble[camera];
  return (
    <div class="call-stage">
      <Film stream={call.remote.value} class="theirs" label={`Picture of ${name}`} />
      <Film stream={call.own.value} class="own" label="Your own picture" muted />
      <div class="over top-left">
        <span class={seen.media ? 'dot good' : seen.present ? 'dot warn' : 'dot bad'} aria-hidden="true" />
        <span>{seen.media ? 'Connected' : seen.present ? 'No picture yet' : 'Not here'}</span>
        {c.started_at && <span class="quiet"><span class="heard">in the call for </span><Since at={c.started_at} /></span>}
      </div>
      <div class="over bottom">
        {c.instruction && <span class="told"><Icon name="message" />{instruction(c.instruction)}</span>}
        {call.supervisor.value.state !== 'absent' && <span class="told" role="status"><Icon name="eye" />{supervised(call.supervisor.value)}</span>}
        <span class="grow" />
        <Button small icon="hand" onClick={() => call.mute(!call.muted.value)} title="Shortcut: M">{call.muted.value ? 'Unmute' : 'Mute'}</Button>
      </div>
      {trouble ? <Veil icon="camera" action={<Button kind="main" onClick={() => void call.film()}>Try again</Button>}>{trouble}</Veil>
        : c.status === 'interrupted' ? <Veil icon="alert">{name} lost the connection. Nothing is lost.{c.grace_ends_at && <> The call fails in <strong><Since at={c.grace_ends_at} until /></strong>.</>}</Veil>
        : call.link.value === 'lost' ? <Veil icon="refresh">Your connection was lost. Coming back…</Veil>
        : !call.remote.value ? <Veil icon="video">{camera === 'asking' ? 'Starting your camera…' : `Waiting for the picture of ${name}…`}</Veil>
        : null}
    </div>
  );
}

function supervised({ state, name }: OfficerCall['supervisor']['value']): string {
  const who = name || 'A supervisor';
  return state === 'speaking' ? `${who} speaks to both of you` : state === 'whispering' ? `${who} speaks to you alone` : `${who} is listening`;
}

function instruction(i: NonNullable<Case['instruction']>): string {
  const what = i.kind === 'challenge' ? plain(i.challenge ?? '') : i.kind === 'document' ? `Show ${plain(i.document ?? 'the document')}, ${i.side ?? 'front'}` : plain(i.kind);
  return `On the customer's screen: ${what}${i.feedback ? ` (${plain(i.feedback).toLowerCase()})` : ''}`;
}

function Veil({ icon, children, action }: { icon: 'camera' | 'alert' | 'refresh' | 'video'; children: ComponentChildren; action?: ComponentChildren }) {
  return <div class="veil" role="status"><Icon name={icon} /><p>{children}</p>{action}</div>;
}
