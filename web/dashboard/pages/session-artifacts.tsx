import { useState } from 'preact/hooks';
import type { Result, Session } from '../api/session.js';
import { may } from '../state/me.js';
import { mode } from '../state/place.js';
import { useGet } from '../state/resource.js';
import { Curl } from '../parts/curl.js';
import { ButtonLink } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { Panel } from '../../ui/panel.js';

/** Recording and report. They open by the member's own log-in, never by a link that anybody could use. */
export function Artifacts({ session }: { session: Session }) {
  const sealed = session.status === 'completed' || session.status === 'rejected' || session.status === 'failed' || session.status === 'decided';
  const result = useGet<Result>(sealed ? `/v1/sessions/${session.id}/result` : undefined).data;
  if (!result?.recording_url && !result?.report_url) return null;
  if (!may('artifacts:read')) return <Panel title="Recording and report"><p class="small quiet">Your role does not include recordings and reports.</p></Panel>;
  return (
    <Panel title="Recording and report">
      <div class="stack">
        {result.recording_url && <Recording session={session.id} />}
        {result.report_url && <Report session={session.id} />}
        <details class="api"><summary>The API calls that fetch them</summary><div class="stack">{result.recording_url && <Curl path={`/v1/sessions/${session.id}/recording`} />}{result.report_url && <Curl path={`/v1/sessions/${session.id}/report`} />}</div></details>
      </div>
    </Panel>
  );
}

/** Addresses that a video element and a link can use: the cookie comes along, the mode stands in the query. */
const address = (session: string, what: string) => `/v1/sessions/${session}/${what}?basekyc_mode=${mode.value}`;

function Recording({ session }: { session: string }) {
  const [open, set] = useState(false);
  const [broken, setBroken] = useState(false);
  if (!open) return <button type="button" class="player poster" onClick={() => set(true)}><span class="disc" aria-hidden="true" /><span>Play the recording</span></button>;
  return (
    <>
      <video class="player" src={address(session, 'recording')} controls playsInline autoplay aria-label="Recording of the call" onError={() => setBroken(true)} />
      {broken && <Notice tone="bad">The recording could not be played. Reload the page, or download it.</Notice>}
      <div class="row"><ButtonLink kind="quiet" small icon="download" href={address(session, 'recording')} download={session + '.webm'}>Download the recording</ButtonLink></div>
    </>
  );
}

function Report({ session }: { session: string }) {
  return <div class="row"><ButtonLink icon="file" out href={address(session, 'report')}>Open the report</ButtonLink><ButtonLink kind="quiet" icon="download" href={address(session, 'report')} download={session + '.pdf'}>Save as PDF</ButtonLink></div>;
}
