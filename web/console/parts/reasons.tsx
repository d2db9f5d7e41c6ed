// Reasons as people read them; the code is for those who look for it.

import { plain } from '../../member/parts/status.js';
import type { Reason } from '../../member/api/session.js';
import { spoken } from '../../ui/say.js';

const kinds = ['liveness', 'document', 'face_match'];

/** What a reason says. That of a check that was not carried out, or gave none, says which check it is. */
export function reasonText(r: Reason): string {
  const kind = kinds.find((k) => [k + '_missing', k + '_failed', k + '_review', k + '_unavailable'].includes(r.code));
  return kind ? `${plain(kind)}: ${spoken(r.message)}` : spoken(r.message);
}

export function Reasons({ of, small }: { of: Reason[]; small?: boolean }) {
  if (!of.length) return null;
  return <ul class={small ? 'reasons small' : 'reasons'}>{of.map((r) => <li key={r.code} title={r.code}>{reasonText(r)}</li>)}</ul>;
}
