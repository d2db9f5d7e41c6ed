import { scopes } from '../../member/api/account.js';
import { me } from '../../member/state/me.js';
import { Choices } from '../../ui/field.js';

/** What a key or a client may do; nobody grants more than they have. */
export function Scopes({ chosen, onChange, hint }: { chosen: string[]; onChange: (v: string[]) => void; hint: string }) {
  const mine = scopes.filter((s) => me.value?.permissions.includes(s.value));
  return <Choices legend="May" hint={hint} all={mine.map((s) => ({ value: s.value, text: <span class="mono">{s.value}</span>, hint: s.hint }))} chosen={chosen} onChange={onChange} />;
}

export function ScopeTags({ of }: { of: string[] }) {
  if (!of.length) return <span class="quiet small">Everything</span>;
  return <span class="tags" title={of.join('\n')}>{of.slice(0, 2).map((s) => <span key={s} class="tag">{s}</span>)}{of.length > 2 && <span class="quiet small">and {of.length - 2} more</span>}</span>;
}
