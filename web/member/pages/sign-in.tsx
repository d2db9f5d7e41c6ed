import { useEffect, useRef, useState } from 'preact/hooks';
import type { Entrance, Me } from '../api/account.js';
import { ask } from '../api/client.js';
import { Refusal } from '../api/problem.js';
import { useAction } from '../state/action.js';
import { me, onward } from '../state/me.js';
import { go, place } from '../state/place.js';
import { useGet } from '../state/resource.js';
import { Refused } from '../parts/wrong.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { TextField } from '../../ui/field.js';
import { phrase, say, spoken } from '../../ui/say.js';
import { Door } from './door.js';

/** Why the provider of sign-on has sent somebody back without letting him in. */
const sent: Record<string, string> = {
  sso_failed: phrase('The sign-on did not succeed, or took too long. Begin it again.'),
  sso_unavailable: phrase('The provider of sign-on cannot be reached. Try again in a minute, or log in with your password.'),
  sso_refused: phrase('Sign-on is not for this address. Ask whoever runs this server.'),
  sso_not_member: phrase('Nobody with your address is on the staff here. Ask an admin of your account for an invitation.'),
  sso_no_role: phrase('None of your groups has a role here. Ask whoever runs the sign-on to add you to one.'),
};

export function SignIn({ to }: { to: string }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [second, setSecond] = useState(false);
  const entrance = useGet<Entrance>('/dashboard/entrance').data;
  const wanted = place.value.query.get('next');
  const enter = async (code?: string) => {
    me.value = await ask<Me>('POST', '/dashboard/login', { email: email.trim(), password, ...(code ? { code } : {}) });
    go(onward(wanted), true);
  };
  const first = useAction(async () => {
    try {
      await enter();
    } catch (e) {
      if (!(e instanceof Refusal) || e.problem.code !== 'totp_required') throw e;
      setSecond(true);
    }
  });
  if (second) return <Code email={email} enter={enter} back={() => { setSecond(false); setPassword(''); }} />;
  const sso = entrance?.sso;
  const why = place.value.query.get('sso');
  return (
    <Door title={say('Log in')} lead={to} below={entrance && entrance.sign_up !== 'closed' && <>{say('New here?')} <a href="/dashboard/sign-up">{say('Create an account')}</a></>}>
      {why && !first.refusal && <Notice tone="bad">{spoken(sent[why] ?? sent['sso_failed'] ?? why)}</Notice>}
      {sso && (
        <>
          <ButtonLink href={`${sso.path}?next=${encodeURIComponent(onward(wanted))}`} wide icon="lock">{say('Log in with {name}', { name: sso.name })}</ButtonLink>
          <p class="or"><span>{say('or with a password')}</span></p>
        </>
      )}
      <form class="form" onSubmit={(e) => { e.preventDefault(); void first.run(); }}>
        <Refused by={first.refusal} />
        <TextField label={say('E-mail')} type="email" name="email" autocomplete="username" required autofocus value={email} onInput={setEmail} />
        <TextField label={say('Password')} type="password" name="password" autocomplete="current-password" required value={password} onInput={setPassword} />
        <Button kind="main" type="submit" wide busy={first.busy}>{say('Log in')}</Button>
      </form>
    </Door>
  );
}

/** The second step: a code of the authenticator, or one of those that were kept for the day it is lost. */
function Code({ email, enter, back }: { email: string; enter: (code: string) => Promise<void>; back: () => void }) {
  const [code, setCode] = useState('');
  const [lost, setLost] = useState(false);
  const send = useAction(enter);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), [lost]);
  const turn = () => { setLost(!lost); setCode(''); };
  return (
    <Door title={say('Enter your code')} lead={email} below={<button type="button" class="as-link" onClick={back}>{say('Log in as somebody else')}</button>}>
      <form ref={form} key={lost ? 'recovery' : 'totp'} class="form" onSubmit={(e) => { e.preventDefault(); void send.run(code.trim()); }}>
        <Refused by={send.refusal} />
        {lost
          ? <TextField label={say('Recovery code')} name="recovery" autocomplete="off" required autofocus mono maxLength={32} value={code} onInput={setCode} hint={say('Each works once. Like {example}', { example: 'abcd-efgh-ijkl-mnop' })} />
          : <TextField label={say('Code of your authenticator')} name="code" autocomplete="one-time-code" inputMode="numeric" required autofocus mono minLength={6} maxLength={6} value={code} onInput={setCode} hint={say('Six digits that change every half minute')} />}
        <Button kind="main" type="submit" wide busy={send.busy}>{say('Go on')}</Button>
        <button type="button" class="as-link" onClick={turn}>{lost ? say('Use the authenticator') : say('I do not have my authenticator')}</button>
      </form>
    </Door>
  );
}
