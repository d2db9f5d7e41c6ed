import type { Session } from '../../member/api/session.js';
import { at } from '../../member/state/place.js';
import { Id } from '../../ui/copy.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { plain, StatusBadge } from '../../member/parts/status.js';

export function SessionTable({ rows, fresh, expect }: { rows: Session[] | undefined; fresh?: ReadonlySet<string>; expect?: number }) {
  return (
    <Table caption="Sessions, newest first" rows={rows} id={(s) => s.id} href={(s) => at('/sessions/' + s.id)} {...(fresh ? { fresh } : {})} {...(expect ? { expect } : {})} columns={[
      { head: 'Customer', cell: (s) => s.customer.name || 'No name' },
      { head: 'Status', cell: (s) => <StatusBadge of={s} />, fit: true, bare: true },
      { head: 'Type', cell: (s) => <span class="quiet">{plain(s.verification_type)}</span>, fit: true },
      { head: 'Reference', cell: (s) => s.customer.reference && <span class="quiet clip" title={s.customer.reference}>{s.customer.reference}</span> },
      { head: 'Id', cell: (s) => <Id id={s.id} />, wide: true },
      { head: 'Created', cell: (s) => <Time at={s.created_at} />, fit: true, right: true },
    ]} />
  );
}
