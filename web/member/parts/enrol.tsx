import { useState } from 'preact/hooks';
import type { Enrolment, Me } from '../api/account.js';
import { ask } from '../api/client.js';
import { useAction } from '../state/action.js';
import { me } from '../state/me.js';
import { Refused } from './wrong.js';
import { QR } from './qr.js';
import { Button } from '../../ui/button.js';
import { Copy, Secret } from '../../ui/copy.js';
import { Notice } from '../../ui/empty.js';
import { TextField } from '../../ui/field.js';
import { Choice } from '../../ui/field.js';
import { say } from '../../ui/say.js';

const path = '/dashboard/me/second_factor';

/** Three steps to a second factor: the password, the authenticator's first code, the recovery codes. */
export function Enrol({ onDone }: { onDone: () => void }) {
  const [drawn, setDrawn] = useState<Enrolment | undefined>(undefined);
  const [guarded, setGuarded] = useState<(Me & { recovery_codes: string[] }) | undefined>(undefined);
  if (guarded) return <Recovery codes={guarded.recovery_codes} onDone={() => { me.value = guarded; onDone(); }} />;
  if (drawn) return <First of={drawn} onGuarded={setGuarded} onAgain={() => setDrawn(undefined)} />;
  return <Begin onDrawn={setDrawn} />;
}

function Begin({ onDrawn }: { onDrawn: (e: Enrolment) => void }) {
  const [password, setPassword] = useState('');
  const begin = useAction(async () => onDrawn(await ask<Enrolment>('POST', path, { password })));
  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void begin.run(); }}>
      <Refused by={begin.refusal} />
      <p class="small">{say('You need an authenticator: an app on your phone such as Google Authenticator or Aegis, or a password manager that makes codes.')}</p>
      <input class="heard" type="email" name="email" autocomplete="username" value={me.value?.member.email} readonly tabIndex={-1} aria-label={say('E-mail')} />
      <TextField label={say('Your password')} type="password" autocomplete="current-password" required value={password} onInput={setPassword} />
      <div class="row"><Button kind="main" type="submit" busy={begin.busy}>{say('Set up an authenticator')}</Button></div>
    </form>
  );
}

function First({ of, onGuarded, onAgain }: { of: Enrolment; onGuarded: (g: Me & { recovery_codes: string[] }) => void; onAgain: () => void }) {
  const [code, setCode] = useState('');
  const confirm = useAction(async () => onGuarded(await ask<Me & { recovery_codes: string[] }>('POST', path + '/confirm', { code: code.trim() })));
  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void confirm.run(); }}>
      <p class="small">{say('Scan this with the authenticator, then type the six digits that it shows.')}</p>
      <QR text={of.uri} label={say('QR code for your authenticator; its text stands below')} />
      <details class="small"><summary>{say('I cannot scan it')}</summary><p>{say('Type this into the authenticator instead:')}</p><Secret text={of.secret.replace(/(.{4})(?=.)/g, '$1 ')} what={say('secret')} /></details>
      <Refused by={confirm.refusal} />
      <TextField label={say('Code')} name="code" autocomplete="one-time-code" inputMode="numeric" mono required minLength={6} maxLength={6} value={code} onInput={setCode} hint={say('Turning it on logs you out everywhere else')} />
      <div class="row"><Button kind="main" type="submit" busy={confirm.busy}>{say('Turn on')}</Button><Button onClick={onAgain}>{say('Back')}</Button></div>
    </form>
  );
}

/** Codes that are shown once. */
export function Recovery({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const [kept, setKept] = useState(false);
  return (
    <div class="form">
      <Notice tone="warn">{say('Keep these codes where you find them without your phone. Each lets you in once, and they are shown only now.')}</Notice>
      <ol class="recovery mono">{codes.map((c) => <li key={c}>{c}</li>)}</ol>
      <div class="row"><Copy text={codes.join('\n')} what={say('all codes')} /><span class="small quiet">{say('Copy all')}</span></div>
      <Choice checked={kept} onChange={setKept}>{say('I have kept them')}</Choice>
      <div class="row"><Button kind="main" disabled={!kept} onClick={onDone}>{say('Done')}</Button></div>
    </div>
  );
}
