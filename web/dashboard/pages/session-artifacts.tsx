import { useEffect, useState } from 'preact/hooks';
import { send } from '../api/client.js';
import type { Result, Session } from '../api/session.js';
import { useAction } from '../state/action.js';
import { may } from '../state/me.js';
import { useGet } from '../state/resource.js';
import { Curl } from '../parts/curl.js';
import { Refused } from '../parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';

/** Recording and report. They are fetched with the member's own right, never by a link that anybody could use. */
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

/** An address of bytes in this page only; given back when the page is left. */
function useBytes(): [string, (b: Blob) => string] {
  const [url, set] = useState('');
  useEffect(() => () => { if (url) URL.revokeObjectURL(url); }, [url]);
  return [url, (b) => { const u = URL.createObjectURL(b); set(u); return u; }];
}

function Recording({ session }: { session: string }) {
  const [url, put] = useBytes();
  const load = useAction(async () => { put(await (await send('GET', `/v1/sessions/${session}/recording`)).blob()); });
  return (
    <div class="stack">
      {url
        ? <video class="player" src={url} controls playsInline autoplay aria-label="Recording of the call" />
        : <button type="button" class="player poster" disabled={load.busy} onClick={() => void load.run()}><span class="disc" data-busy={load.busy} aria-hidden="true" /><span>{load.busy ? 'Loading…' : 'Play the recording'}</span></button>}
      <Refused by={load.refusal} />
      {url && <div class="row"><a class="small" href={url} download={session + '.webm'}>Download the recording</a></div>}
    </div>
  );
}

function Report({ session }: { session: string }) {
  const [, put] = useBytes();
  const open = useAction(async () => {
    const tab = window.open('', '_blank'); // now, while it is still the person's click
    try {
      const url = put(await (await send('GET', `/v1/sessions/${session}/report`)).blob());
      if (tab) tab.location.href = url;
      else location.href = url;
    } catch (e) {
      tab?.close();
      throw e;
    }
  });
  const save = useAction(async () => {
    const a = document.createElement('a');
    a.href = put(await (await send('GET', `/v1/sessions/${session}/report`)).blob());
    a.download = session + '.pdf';
    a.click();
  });
  return (
    <>
      <div class="row"><Button icon="file" busy={open.busy} onClick={() => void open.run()}>Open the report</Button><Button kind="quiet" icon="download" busy={save.busy} onClick={() => void save.run()}>Save as PDF</Button></div>
      <Refused by={open.refusal ?? save.refusal} />
    </>
  );
}
