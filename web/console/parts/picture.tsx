import { useEffect, useState } from 'preact/hooks';
import { send } from '../../member/api/client.js';
import { mode } from '../../member/state/place.js';
import { plain } from '../../member/parts/status.js';
import { say } from '../../ui/say.js';
import type { Picture } from '../api/case.js';
import { embedded } from '../state/parent.js';

const address = (session: string, p: Picture) => `/desk/sessions/${session}/pictures/${p.id}`;

/** What an image takes: an address that the log-in's cookie opens, or, in another console, bytes that the officer's token fetched. */
export function useSource(session: string, of: Picture | undefined): string {
  const path = of ? address(session, of) : '';
  const [fetched, set] = useState('');
  useEffect(() => {
    if (!embedded || !path) return;
    const end = new AbortController();
    let made = '';
    send('GET', path, undefined, end.signal).then((r) => r.blob()).then((b) => {
      if (!end.signal.aborted) set(made = URL.createObjectURL(b));
    }).catch(() => undefined); // the name stands where the picture would
    return () => {
      end.abort();
      URL.revokeObjectURL(made);
    };
  }, [path]);
  return embedded ? fetched : `${path}?basekyc_mode=${mode.value}`;
}

/** One picture of the evidence; a click shows it whole. */
export function Shot({ session, of, tall }: { session: string; of: Picture; tall?: boolean }) {
  const name = of.label ? plain(of.label) : say('Picture');
  const source = useSource(session, of);
  return (
    <a class={tall ? 'shot tall' : 'shot'} href={source || undefined} target="_blank" rel="noopener">
      <img src={source || undefined} alt={name} loading="lazy" />
      <span>{name}</span>
    </a>
  );
}

export function Shots({ session, of }: { session: string; of: Picture[] }) {
  if (!of.length) return null;
  return <div class="shots">{of.map((p) => <Shot key={p.id} session={session} of={p} />)}</div>;
}
