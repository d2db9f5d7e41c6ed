import { OutcomeBadge, plain, StatusBadge } from '../../member/parts/status.js';
import { at } from '../../member/state/place.js';
import { say } from '../../ui/say.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import type { Case } from '../api/case.js';

/** Cases as rows; each leads to its page. */
export function CaseTable({ rows, caption }: { rows: Case[] | undefined; caption: string }) {
  return (
    <Table caption={caption} rows={rows} id={(c) => c.id} href={(c) => at('/cases/' + c.id)} expect={4} columns={[
      { head: say('Customer'), cell: (c) => c.customer.name },
      { head: say('Ordered'), cell: (c) => plain(c.verification_type), fit: true, wide: true },
      { head: say('Status'), cell: (c) => <><StatusBadge of={c} />{c.status === 'scheduled' && c.scheduled_at && <span class="small quiet block"><Time at={c.scheduled_at} as="zoned" /></span>}</>, fit: true, bare: true },
      { head: say('Outcome'), cell: (c) => c.decision ? <OutcomeBadge of={c.decision.outcome} /> : <span class="quiet">{say('None')}</span>, fit: true },
      { head: say('Officer'), cell: (c) => c.officer?.name ?? '', wide: true },
      { head: say('Created'), cell: (c) => <Time at={c.created_at} />, fit: true, right: true },
    ]} />
  );
}
