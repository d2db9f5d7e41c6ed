// Hints of risk. None of them decides anything: the officer does.

import { plain } from '../../member/parts/status.js';
import { Badge } from '../../ui/badge.js';
import { phrase, say, spoken } from '../../ui/say.js';
import type { Case } from '../api/case.js';

const tones = { none: 'good', low: 'rest', medium: 'warn', high: 'bad', unavailable: 'rest' } as const;
const says = { none: phrase('Nothing found'), low: phrase('Low'), medium: phrase('Medium'), high: phrase('High'), unavailable: phrase('Not known') };

export function Signals({ of: c }: { of: Case }) {
  return (
    <ul class="signals" aria-label={say('Signals of risk')}>
      {c.signals.map((s) => (
        <li key={s.id}>
          <p class="row"><strong class="small">{plain(s.id)}</strong><Badge tone={tones[s.level]}>{spoken(says[s.level])}</Badge></p>
          {s.findings.map((f) => <p key={f.code + f.message} class={f.level === 'high' ? 'small bad-text' : 'small'}>{spoken(f.message)}</p>)}
          <p class="small quiet">{spoken(s.detail)}</p>
        </li>
      ))}
    </ul>
  );
}
