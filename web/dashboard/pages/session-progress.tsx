import type { Session } from '../../member/api/session.js';
import { plain } from '../../member/parts/status.js';
import { Icon, type IconName } from '../../ui/icon.js';

const icons: Record<string, IconName> = { done: 'check', failed: 'x', current: 'activity', pending: 'circle' };
const said: Record<string, string> = { done: 'done', failed: 'failed', current: 'now', pending: 'to come' };

/** The steps of the verification, as far as they are. */
export function Progress({ session }: { session: Session }) {
  return (
    <ol class="progress" aria-label="Steps">
      {session.steps.map((s) => <li key={s.id} class={s.progress}><Icon name={icons[s.progress] ?? 'circle'} />{plain(s.id)}<span class="heard">: {said[s.progress]}</span></li>)}
    </ol>
  );
}
