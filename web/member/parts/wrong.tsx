import type { Problem } from '../api/problem.js';
import type { Refusal } from '../api/problem.js';
import { Button } from '../../ui/button.js';
import { Empty, Notice } from '../../ui/empty.js';
import { say, spoken } from '../../ui/say.js';

/** A page that could not be shown: what happened and the way on. */
export function Wrong({ problem, reload }: { problem: Problem; reload?: () => void }) {
  const lines: Record<number, [string, string]> = {
    403: [say('Your role does not include this'), say('Ask an admin of your account to change your role if you need it.')],
    404: [say('Not found in this mode'), say('It may be in the other mode, or it was deleted. Switch between test and live on the left.')],
    0: [say('The server cannot be reached'), say('Check the connection. Nothing that you did is lost.')],
  };
  const [title, text] = lines[problem.status] ?? [say('This could not be loaded'), problem.detail ?? problem.title];
  return (
    <div class="panel">
      <Empty icon={problem.status === 403 ? 'lock' : problem.status === 404 ? 'search' : 'alert'} title={title} action={reload && problem.status !== 403 && <Button icon="refresh" onClick={reload}>{say('Try again')}</Button>}>
        {text}{problem.request_id && <><br /><span class="small">{say('Request')} <span class="mono">{problem.request_id}</span></span></>}
      </Empty>
    </div>
  );
}

/** What a form's request was refused for, unless its fields say it. */
export function Refused({ by, fields = [] }: { by: Refusal | undefined; fields?: string[] }) {
  if (!by) return null;
  const rest = by.problem.errors?.filter((e) => !fields.includes(e.field)) ?? [];
  if (by.problem.errors?.length && !rest.length) return null;
  return (
    <Notice tone="bad">
      {rest.length ? rest.map((e) => <div key={e.field}><span class="mono">{e.field}</span> {e.message}</div>) : spoken(by.problem.detail ?? by.problem.title)}
      {by.problem.type && <> <a href={by.problem.type} target="_blank" rel="noopener">{say('About this error')}</a></>}
    </Notice>
  );
}
