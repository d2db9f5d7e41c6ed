// Questions that chance brings, and how the officer judges the answers.

import { ask } from '../../member/api/client.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { many, phrase, say, spoken } from '../../ui/say.js';
import type { Answer, Case, Question } from '../api/case.js';
import { useKeys } from '../state/keys.js';

const judged: [Answer, string, string][] = [['satisfactory', phrase('Right'), 'Y'], ['unsatisfactory', phrase('Wrong'), 'X'], ['none', phrase('No answer'), 'Z']];

/** Digits that are read one by one stay on their line. */
const whole = (text: string): string => text.replace(/(\d) (?=\d)/g, '$1\u00a0');

export function Questions({ of: c, show, write }: { of: Case; show: (c: Case) => void; write: (text: string) => void }) {
  const draw = useAction(async () => show(await ask<Case>('POST', `/desk/sessions/${c.id}/questions`, {})));
  const judge = useAction(async (q: Question, answer: Answer) => show(await ask<Case>('PUT', `/desk/sessions/${c.id}/questions/${q.id}/answer`, { answer, words: q.words })));
  const can = c.status === 'in_progress' || c.status === 'interrupted';
  const next = c.questions.find((q) => !q.answer);
  const judging = (a: Answer) => () => { if (can && next) void judge.run(next, a); };
  useKeys({ q: () => can && !draw.busy && void draw.run(), y: judging('satisfactory'), x: judging('unsatisfactory'), z: judging('none') });
  if (!c.questions_wanted && !c.questions.length) return null;
  const left = Math.max(c.questions_wanted - c.questions.length, 0);
  return (
    <Panel title={say('Questions')} action={<Button small kind={left ? 'main' : 'plain'} disabled={!can} busy={draw.busy} title={say('Shortcut: {key}', { key: 'Q' })} onClick={() => void draw.run()}>{left ? say('Draw') : say('Another')}</Button>}>
      <Refused by={draw.refusal ?? judge.refusal} />
      {!c.questions.length && <p class="small quiet">{many('Chance draws {n} that this customer has not been asked before.', 'Chance draws {n} that this customer has not been asked before.', c.questions_wanted)}</p>}
      <ul class="questions">
        {c.questions.map((q) => (
          <li key={q.id}>
            <p lang={q.language}>{whole(q.text)}{q.repeated && <span class="small quiet"> {say('Asked before.')}</span>}</p>
            {q.english !== q.text && <p class="small quiet">{whole(q.english)}</p>}
            <div class="row" role="group" aria-label={q.english}>
              {judged.map(([a, says, key]) => <Button key={a} small {...(q === next ? { title: say('Shortcut: {key}', { key }) } : {})} kind={q.answer === a ? 'main' : 'plain'} pressed={q.answer === a} disabled={!can} onClick={() => void judge.run(q, a)}>{spoken(says)}</Button>)}
              <Button small kind="quiet" icon="send" label={say('Write the question to the customer')} disabled={!can} onClick={() => write(q.text)} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The same for those who look at the session later. */
export function Asked({ of: c }: { of: Case }) {
  if (!c.questions.length) return null;
  return (
    <Panel title={say('Questions')}>
      <ul class="questions">
        {c.questions.map((q) => (
          <li key={q.id}>
            <p lang={q.language}>{whole(q.text)}</p>
            {q.english !== q.text && <p class="small quiet">{whole(q.english)}</p>}
            <p class="row"><Badge tone={q.answer === 'satisfactory' ? 'good' : q.answer ? 'bad' : 'rest'}>{spoken(judged.find(([a]) => a === q.answer)?.[1] ?? phrase('Not judged'))}</Badge>{q.words && <span class="small">{q.words}</span>}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
