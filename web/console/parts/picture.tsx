import { mode } from '../../member/state/place.js';
import { plain } from '../../member/parts/status.js';
import { say } from '../../ui/say.js';
import type { Picture } from '../api/case.js';

export const address = (session: string, p: Picture) => `/desk/sessions/${session}/pictures/${p.id}?basekyc_mode=${mode.value}`;

/** One picture of the evidence; a click shows it whole. */
export function Shot({ session, of, tall }: { session: string; of: Picture; tall?: boolean }) {
  const name = of.label ? plain(of.label) : say('Picture');
  return (
    <a class={tall ? 'shot tall' : 'shot'} href={address(session, of)} target="_blank" rel="noopener">
      <img src={address(session, of)} alt={name} loading="lazy" />
      <span>{name}</span>
    </a>
  );
}

export function Shots({ session, of }: { session: string; of: Picture[] }) {
  if (!of.length) return null;
  return <div class="shots">{of.map((p) => <Shot key={p.id} session={session} of={p} />)}</div>;
}
