// Hints of risk. None of them decides anything: the officer does.

import { Badge } from '../../ui/badge.js';
import type { Case } from '../api/case.js';

const tones = { none: 'good', low: 'rest', medium: 'warn', high: 'bad', unavailable: 'rest' } as const;
const says = { none: 'Nothing found', low: 'Low', medium: 'Medium', high: 'High', unavailable: 'Not known' } as const;

export function Signals({ of: c }: { of: Case }) {
  return (
    <ul class="signals" aria-label="Signals of risk">
      {c.signals.map((s) => (
        <li key={s.id}>
          <p class="row"><strong class="small">{s.id === 'camera' ? 'Camera' : s.id}</strong><Badge tone={tones[s.level]}>{says[s.level]}</Badge></p>
          {s.findings.map((f) => <p key={f.code + f.message} class={f.level === 'high' ? 'small bad-text' : 'small'}>{f.message}</p>)}
          <p class="small quiet">{s.detail}</p>
        </li>
      ))}
    </ul>
  );
}
