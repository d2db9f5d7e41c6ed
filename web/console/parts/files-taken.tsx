// Who took files out of the console, for admins.

import { useGet } from '../../member/state/resource.js';
import { Empty } from '../../ui/empty.js';
import { Panel } from '../../ui/panel.js';
import { locale, say } from '../../ui/say.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { works } from '../groups.js';

interface Note {
  id: string;
  created_at: string;
  officer: { id: string; text: string };
  kind: 'cases' | 'numbers';
  format: string;
  filters: { name: string; value: string }[];
  rows: number;
  complete: boolean;
}

export function FilesTaken() {
  const list = useGet<{ data: Note[] }>(works('admin') ? '/desk/exports' : undefined);
  if (!works('admin') || list.problem) return null;
  const rows = list.data?.data;
  return (
    <Panel title={say('Files taken')} note={say('Who took cases or numbers out of the console')} flush={!!rows?.length}>
      {rows && !rows.length ? <Empty tight icon="download" title={say('Nobody has taken a file')}>{say('Supervisors and admins take them on Cases and Numbers.')}</Empty>
        : <Table caption={say('Files taken')} rows={rows} id={(n) => n.id} columns={[
          { head: say('When'), cell: (n) => <Time at={n.created_at} />, fit: true },
          { head: say('Who'), cell: (n) => n.officer.text },
          { head: say('What'), cell: (n) => `${n.kind === 'cases' ? say('Cases') : say('Numbers')}, ${n.format.toUpperCase()}`, fit: true },
          { head: say('Asked for'), cell: (n) => n.filters.map((f) => `${f.name}: ${f.value}`).join(', ') || say('everything') },
          { head: say('Rows'), cell: (n) => <>{n.rows.toLocaleString(locale())}{!n.complete && ', ' + say('broken off')}</>, fit: true, right: true },
        ]} />}
    </Panel>
  );
}
