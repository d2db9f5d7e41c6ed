import type { Result, Session } from '../../member/api/session.js';
import { may } from '../../member/state/me.js';
import { useGet } from '../../member/state/resource.js';
import { Curl } from '../parts/curl.js';
import { address, Recording } from '../../member/parts/recording.js';
import { ButtonLink } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';

/** Recording and report. They open by the member's own log-in, never by a link that anybody could use. */
export function Artifacts({ session }: { session: Session }) {
  const sealed = session.status === 'completed' || session.status === 'rejected' || session.status === 'failed' || session.status === 'decided';
  const { data: result, reload } = useGet<Result>(sealed ? `/v1/sessions/${session.id}/result` : undefined);
  if (!result?.recording_url && !result?.report_url) return null;
  if (!may('artifacts:read')) return <Panel title="Recording and report"><p class="small quiet">Your role does not include recordings and reports.</p></Panel>;
  return (
    <Panel title="Recording and report">
      <div class="stack">
        {result.recording_url && <Recording session={session.id} film={result.composite.status} reload={reload} from="/v1/sessions" />}
        {result.report_url && <Report session={session.id} audited={!!result.addendum_url} />}
        <details class="api"><summary>The API calls that fetch them</summary><div class="stack">{result.recording_url && <Curl path={`/v1/sessions/${session.id}/recording`} />}{result.report_url && <Curl path={`/v1/sessions/${session.id}/report`} />}</div></details>
      </div>
    </Panel>
  );
}

function Report({ session, audited }: { session: string; audited: boolean }) {
  return <div class="row">{audited && <ButtonLink icon="eye" out href={address(session, 'report', '&part=audit')}>Open the audit</ButtonLink>}<ButtonLink icon="file" out href={address(session, 'report')}>Open the report</ButtonLink><ButtonLink kind="quiet" icon="download" href={address(session, 'report')} download={session + '.pdf'}>Save as PDF</ButtonLink></div>;
}
