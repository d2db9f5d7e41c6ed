import { Wrong } from '../../member/parts/wrong.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { place, setQuery } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Segments } from '../../ui/tabs.js';
import type { Case } from '../api/case.js';
import { CaseTable } from '../parts/case-table.js';

const shown = {
  running: 'joined,waiting,in_progress,interrupted',
  audit: 'decided,in_audit,recapture_required',
  ended: 'completed,rejected,failed',
} as const;
type Shown = keyof typeof shown;

export function Cases() {
  const asked = place.value.query.get('show') ?? '';
  const which: Shown = asked in shown ? asked as Shown : 'ended';
  const cases = useGet<{ data: Case[] }>(`/desk/sessions?status=${shown[which]}&newest=true`);
  useFeedRefresh(cases.reload);
  return (
    <>
      <PageHead title="Cases" name="Cases" lead="The newest hundred of each kind."
        action={<Segments label="Which cases" value={which} onChange={(v) => setQuery({ show: v })} options={[{ value: 'running', text: 'Running' }, { value: 'audit', text: 'Audit' }, { value: 'ended', text: 'Ended' }]} />} />
      {cases.problem && !cases.data ? <Wrong problem={cases.problem} reload={cases.reload} />
        : cases.data && !cases.data.data.length ? <Panel><Empty icon="list" title="No such cases">{which === 'running' ? 'Nobody is being verified now.' : 'They stand here when there are some.'}</Empty></Panel>
        : <Panel flush><CaseTable rows={cases.data?.data} caption="Cases" /></Panel>}
    </>
  );
}
