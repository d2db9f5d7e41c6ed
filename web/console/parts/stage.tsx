// The picture of the customer, one's own in a corner, and what is amiss.

import type { ComponentChildren } from 'preact';
import { plain } from '../../member/parts/status.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { phrase, say, spoken } from '../../ui/say.js';
import type { Case } from '../api/case.js';
import type { OfficerCall } from '../state/call.js';
import { Film } from './film.js';
import { Since } from './wait.js';

const cameraTrouble: Record<string, string> = {
  camera_denied: phrase('The browser does not let this page use camera and microphone. Allow both in the address bar, then try again.'),
  camera_missing: phrase('There is no camera or no microphone. Plug one in, then try again.'),
  camera_busy: phrase('Another program uses the camera. Close it, then try again.'),
  camera_unsupported: phrase('This browser gives no camera to this page. Open it over https, in a current browser.'),
};

export function Stage({ call, of: c }: { call: OfficerCall; of: Case }) {
  const name = c.customer.name;
  const camera = call.camera.value;
  const seen = call.customer.value;
  const trouble = cameraTrouble[camera];
  return (
    <div class="call-stage">
      <Film stream={call.remote.value} class="theirs" label={say('Picture of {name}', { name })} />
      <Film stream={call.own.value} class="own" label={say('Your own picture')} muted />
      <div class="over top-left">
        <span class={seen.held ? 'dot warn' : seen.media ? 'dot good' : seen.present ? 'dot warn' : 'dot bad'} aria-hidden="true" />
        <span>{seen.held ? say('A phone call or another app has the camera or microphone') : seen.media ? say('Connected') : seen.present ? say('No picture yet') : say('Not here')}</span>
        {c.started_at && <span class="quiet"><span class="heard">{say('in the call for')} </span><Since at={c.started_at} /></span>}
      </div>
      <div class="over bottom">
        {c.instruction && <span class="told"><Icon name="message" />{instruction(c.instruction)}</span>}
        {call.supervisor.value.state !== 'absent' && <span class="told" role="status"><Icon name="eye" />{supervised(call.supervisor.value)}</span>}
        <span class="grow" />
        <Button small icon={call.muted.value ? 'mic_off' : 'mic'} pressed={call.muted.value} onClick={() => call.mute(!call.muted.value)} title={say('Shortcut: {key}', { key: 'M' })}>{call.muted.value ? say('Unmute') : say('Mute')}</Button>
      </div>
      {trouble ? <Veil icon="camera" action={<Button kind="main" onClick={() => void call.film()}>{say('Try again')}</Button>}>{spoken(trouble)}</Veil>
        : c.status === 'interrupted' ? <Veil icon="alert">{say('{name} lost the connection. Nothing is lost.', { name })} {c.grace_ends_at && say('The call fails in {time}.', { time: <strong><Since at={c.grace_ends_at} until /></strong> })}</Veil>
        : call.link.value === 'lost' ? <Veil icon="refresh">{say('Your connection was lost. Coming back…')}</Veil>
        : !call.remote.value ? <Veil icon="video">{camera === 'asking' ? say('Starting your camera…') : say('Waiting for the picture of {name}…', { name })}</Veil>
        : null}
    </div>
  );
}

function supervised({ state, name }: OfficerCall['supervisor']['value']): string {
  const who = name || say('A supervisor');
  return state === 'speaking' ? say('{who} speaks to both of you', { who }) : state === 'whispering' ? say('{who} speaks to you alone', { who }) : say('{who} is listening', { who });
}

function instruction(i: NonNullable<Case['instruction']>): string {
  const what = i.kind === 'challenge' ? plain(i.challenge ?? '') : i.kind === 'document' ? say('Show {document}, {side}', { document: plain(i.document ?? 'document'), side: plain(i.side ?? 'front').toLowerCase() }) : plain(i.kind);
  return say("On the customer's screen: {what}", { what }) + (i.feedback ? ` (${plain(i.feedback).toLowerCase()})` : '');
}

function Veil({ icon, children, action }: { icon: 'camera' | 'alert' | 'refresh' | 'video'; children: ComponentChildren; action?: ComponentChildren }) {
  return <div class="veil" role="status"><Icon name={icon} /><p>{children}</p>{action}</div>;
}
