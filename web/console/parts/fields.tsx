// What a document says, beside its picture: read as proposals, confirmed by the
// officer field by field. Enter confirms and goes on.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { plain } from '../../member/parts/status.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { many, say, spoken } from '../../ui/say.js';
import type { Case, Check, DocumentField } from '../api/case.js';
import { useKeys } from '../state/keys.js';
import { useSource } from './picture.js';

const dates = ['date_of_birth', 'expires_on'];

/** The newest check of a document that somebody can look at; of several documents one of which something is left to say. */
function shown(c: Case): Check | undefined {
  const there = c.checks.filter((k) => k.document?.read.length && !k.simulated);
  const newest = there.filter((k, i) => !there.slice(i + 1).some((o) => o.document?.type === k.document?.type));
  return newest.findLast((k) => k.document?.read.some((f) => f.proposal !== null && f.value === null)) ?? newest.at(-1);
}

/** The way into the fields while the officer's own call runs. */
export function Confirm({ of: c, show }: { of: Case; show: (c: Case) => void }) {
  const [open, set] = useState(false);
  const k = c.mine && (c.status === 'in_progress' || c.status === 'interrupted') ? shown(c) : undefined;
  const left = k?.document?.read.filter((f) => f.value === null).length ?? 0;
  useKeys({ d: () => k && set(true) });
  if (!k) return null;
  return (
    <>
      <Button small kind={left ? 'main' : 'plain'} icon="file" title={say('Shortcut: {key}', { key: 'D' })} onClick={() => set(true)}>{left ? many('Confirm {n} field', 'Confirm {n} fields', left) : say('Fields confirmed')}</Button>
      {open && <Fields of={k} session={c.id} show={show} onClose={() => set(false)} />}
    </>
  );
}

function Fields({ of: k, session, show, onClose }: { of: Check; session: string; show: (c: Case) => void; onClose: () => void }) {
  const d = k.document!;
  const picture = k.pictures[0];
  const source = useSource(session, picture);
  const form = useRef<HTMLDivElement>(null);
  const text = d.checks.find((c) => c.id === 'text');
  const confirm = useAction(async (name: string, value: string) => {
    show(await ask<Case>('PUT', `/desk/sessions/${session}/checks/${k.id}/fields/${name}`, { value }));
    const inputs = [...(form.current?.querySelectorAll<HTMLInputElement>('input') ?? [])];
    const at = inputs.findIndex((i) => i.name === name);
    const next = inputs[at + 1];
    if (next) {
      next.focus();
      next.select();
    } else {
      onClose();
    }
  });
  useEffect(() => {
    const first = form.current?.querySelector<HTMLInputElement>('li:not(.confirmed) input') ?? form.current?.querySelector<HTMLInputElement>('input');
    first?.focus();
    first?.select();
  }, []);
  return (
    <Dialog title={say('{document}: what it says', { document: plain(d.type) })} onClose={onClose}>
      <div class="fields" ref={form}>
        {picture && <a class="shot whole" href={source || undefined} target="_blank" rel="noopener"><img src={source || undefined} alt={plain(picture.label)} /></a>}
        <div class="stack">
          <p class="small quiet">{text?.verdict === 'unavailable' || !text ? say('Reading is unavailable. {why} Type what you see.', { why: spoken(text?.detail ?? '') }) : say('Read by the machine: compare with the picture.')} {say('Enter confirms and goes on; empty means that the document does not show it.')}</p>
          <Refused by={confirm.refusal} />
          <ul>{d.read.map((f) => <One key={f.name} of={f} says={d.checks.find((c) => c.id === f.name || (f.name === 'expires_on' && c.id === 'expiry'))} busy={confirm.busy} confirm={(v) => void confirm.run(f.name, v)} />)}</ul>
        </div>
      </div>
    </Dialog>
  );
}

function One({ of: f, says, busy, confirm }: { of: DocumentField; says: { verdict: string; detail?: string } | undefined; busy: boolean; confirm: (v: string) => void }) {
  const [value, set] = useState(f.value ?? f.proposal ?? '');
  const done = f.value !== null && f.value === value;
  const bad = says && (says.verdict === 'failed' || says.verdict === 'review');
  return (
    <li class={f.value !== null ? 'confirmed' : ''}>
      <label class="spread">
        <span>{plain(f.name)}{dates.includes(f.name) && <span class="quiet small"> YYYY-MM-DD</span>}</span>
        {f.value !== null ? <Badge tone="good" icon="check">{f.changed ? say('Corrected') : say('Confirmed')}</Badge> : f.confidence !== null ? <span class="small quiet number">{say('read, {n} %', { n: Math.round(f.confidence * 100) })}</span> : <span class="small quiet">{say('not read')}</span>}
      </label>
      <div class="row">
        <input class={f.name === 'number' ? 'input mono' : 'input'} name={f.name} aria-label={plain(f.name)} value={value} maxLength={120} autocomplete="off" spellcheck={false}
          onInput={(e) => set(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter' && !e.repeat) { e.preventDefault(); confirm(value); } }} />
        <Button small kind={done ? 'plain' : 'main'} icon="check" label={say('Confirm: {field}', { field: plain(f.name) })} disabled={busy} onClick={() => confirm(value)} />
      </div>
      {says?.detail && <p class={bad ? 'small bad-text' : 'small quiet'}>{spoken(says.detail)}</p>}
    </li>
  );
}
