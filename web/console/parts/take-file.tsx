// What supervisors take out of the console as a file. Who did is noted.

import { useState } from 'preact/hooks';
import { send } from '../../member/api/client.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { SelectField } from '../../ui/field.js';
import { say } from '../../ui/say.js';
import { works } from '../groups.js';

/** Fetches a file and hands it to the browser. It is posted: what was asked for stands in no address. */
async function fetchFile(path: string, body: object): Promise<void> {
  const reply = await send('POST', path, body);
  const name = /filename="([^"]+)"/.exec(reply.headers.get('Content-Disposition') ?? '')?.[1] ?? 'file';
  const url = URL.createObjectURL(await reply.blob());
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser has begun to read it by then
}

interface Props {
  path: string;
  body: object;
  note: string;
  tables?: { value: string; text: string }[]; // that a CSV has one of
}

export function TakeFile(p: Props) {
  const [open, set] = useState(false);
  if (!works('supervisor', 'admin')) return null;
  return (
    <>
      <Button icon="download" onClick={() => set(true)}>{say('Take as a file')}</Button>
      {open && <Ask {...p} close={() => set(false)} />}
    </>
  );
}

function Ask({ path, body, note, tables, close }: Props & { close: () => void }) {
  const [format, setFormat] = useState('xlsx');
  const [table, setTable] = useState(tables?.[0]?.value ?? '');
  const take = useAction(async () => {
    await fetchFile(path, { ...body, format, ...(tables && format === 'csv' ? { table } : {}) });
    close();
  });
  return (
    <Dialog title={say('Take as a file')} submit={say('Take the file')} busy={take.busy} onSubmit={() => void take.run()} onClose={close}>
      <p>{note} {say('It is noted that you took it.')}</p>
      <SelectField label={say('Format')} value={format} onInput={setFormat} options={[{ value: 'xlsx', text: say('Spreadsheet (XLSX)') }, { value: 'csv', text: 'CSV' }]} />
      {tables && format === 'csv' && <SelectField label={say('Table')} value={table} onInput={setTable} options={tables} />}
      <Refused by={take.refusal} />
    </Dialog>
  );
}
