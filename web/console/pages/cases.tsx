import { useState } from 'preact/hooks';
import { Live } from '../../member/parts/live.js';
import { Wrong } from '../../member/parts/wrong.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { place, setQuery } from '../../member/state/place.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { say } from '../../ui/say.js';
import { Segments } from '../../ui/tabs.js';
import { CaseFilters } from '../parts/case-filters.js';
import { CaseTable } from '../parts/case-table.js';
import { TakeFile } from '../parts/take-file.js';
import { filters, person, useSearch, wanted } from '../state/search.js';

const shown = ['all', 'running', 'scheduled', 'audit', 'review', 'ended'] as const;
type Shown = (typeof shown)[number];

export function Cases() {
  const q = place.value.query;
  const which: Shown = shown.find((s) => s === q.get('show')) ?? 'all';
  const asked = wanted();
  const found = useSearch(asked);
  const [busy, setBusy] = useState(false);
  useFeedRefresh(found.reload, (e) => e.type.startsWith('session.') || e.type.startsWith('fraud.'));
  const filtered = !!person.value || filters.some((f) => q.get(f));
  const clear = () => {
    person.value = '';
    setQuery(Object.fromEntries(filters.map((f) => [f, ''])), false);
  };
  const more = async () => {
    setBusy(true);
    await found.next();
    setBusy(false);
  };
  return (
    <>
      <PageHead title={say('Cases')} name={say('Cases')} lead={say('Every session of the account, newest first.')}
        action={<><Live /><Segments label={say('Which cases')} value={which} onChange={(v) => setQuery({ show: v === 'all' ? '' : v })} options={[{ value: 'all', text: say('All') }, { value: 'running', text: say('Running') }, { value: 'scheduled', text: say('Scheduled') }, { value: 'audit', text: say('Audit') }, { value: 'review', text: say('To review') }, { value: 'ended', text: say('Ended') }]} /><TakeFile path="/desk/search/export" body={asked} note={say('All cases that match, at most 50,000: name and reference of the customer, no mobile, no e-mail address.')} /></>} />
      <CaseFilters onClear={filtered ? clear : undefined} />
      {found.problem && !found.rows ? <Wrong problem={found.problem} reload={found.reload} />
        : found.rows && !found.rows.length
          ? <Panel>{filtered
            ? <Empty icon="search" title={say('No case matches')} action={<Button onClick={clear}>{say('Clear the filters')}</Button>}>{say('Words of a name are found whole, in any order. Mobile, e-mail address and reference are found exactly.')}</Empty>
            : <Empty icon="list" title={say('No such cases')}>{which === 'running' ? say('Nobody is being verified now.') : say('They stand here when there are some.')}</Empty>}</Panel>
          : <Panel flush><CaseTable rows={found.rows} caption={say('Cases, newest first')} />{found.more && <div class="more"><Button small busy={busy} onClick={() => void more()}>{say('Show more')}</Button></div>}</Panel>}
    </>
  );
}
