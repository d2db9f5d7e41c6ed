import { useEffect, useRef, useState } from 'preact/hooks';
import type { Entrance, Me } from '../api/account.js';
import { ask } from '../api/client.js';
import { answer, offer, type Question, question, usable } from '../api/passkey.js';
import { Refusal } from '../api/problem.js';
import { useAction } from '../state/action.js';
import { enter as arrive, me, onward } from '../state/me.js';
import { place } from '../state/place.js';
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
  const [second, setSecond] = useState<Question | true | undefined>(undefined);
  const [round, setRound] = useState(0);
  const entrance = useGet<Entrance>('/dashboard/entrance').data;
  const wanted = place.value.query.get('next');
  const can = usable(entrance?.passkeys);
  const enter = async (entered: Promise<Me>) => {
    me.value = await entered;
    arrive(wanted);
  };
  const log = (code?: string) => enter(ask<Me>('POST', '/dashboard/login', { email: email.trim(), password, ...(code ? { code } : {}) }));
  const more = () => question({ email: email.trim(), password });
  const first = useAction(async () => {
    try {
      await log();
    } catch (e) {
      if (!(e instanceof Refusal) || e.problem.code !== 'totp_required') throw e;
      setSecond(can ? await more() : true);
    }
  });
  const passkey = useAction(async (entered?: Promise<Me>) => {
    try {
      await enter(entered ?? answer(await question()));
    } catch (e) {
      setRound((n) => n + 1); // offered anew in the list under the field
      throw e;
    }
  });
  useEffect(() => {
    if (!can || second) return undefined;
    const end = new AbortController();
    offer(end.signal, (entered) => void passkey.run(entered)).catch(() => undefined); // the button says why
    return () => end.abort();
  }, [can, !second, round]);
  if (second) {
    const q = second === true ? undefined : second;
    return <Second email={email} question={q?.ticket ? q : undefined} codes={!q || q.authenticator} more={more} pass={(asked) => enter(answer(asked))} enter={log} back={() => { setSecond(undefined); setPassword(''); }} />;
  }
  const sso = entrance?.sso;
  const why = place.value.query.get('sso');
  const refusal = first.refusal ?? passkey.refusal;
  return (
    <Door title={say('Log in')} lead={to} below={entrance && entrance.sign_up !== 'closed' && <>{say('New here?')} <a href="/dashboard/sign-up">{say('Create an account')}</a></>}>
      {why && !refusal && <Notice tone="bad">{spoken(sent[why] ?? sent['sso_failed'] ?? why)}</Notice>}
      {sso && <ButtonLink href={`${sso.path}?next=${encodeURIComponent(onward(wanted))}`} wide icon="lock">{say('Log in with {name}', { name: sso.name })}</ButtonLink>}
      {can && <Button wide icon="key" busy={passkey.busy} onClick={() => { first.clear(); void passkey.run(); }}>{say('Log in with a passkey')}</Button>}
      {(sso || can) && <p class="or"><span>{say('or with a password')}</span></p>}
      <form class="form" onSubmit={(e) => { e.preventDefault(); passkey.clear(); void first.run(); }}>
        <Refused by={refusal} />
        <TextField label={say('E-mail')} type="email" name="email" autocomplete="username webauthn" required autofocus value={email} onInput={setEmail} />
        <TextField label={say('Password')} type="password" name="password" autocomplete="current-password" required value={password} onInput={setPassword} />
        <Button kind="main" type="submit" wide busy={first.busy}>{say('Log in')}</Button>
        {entrance?.password_letters && <a class="as-link" href="/dashboard/forgotten">{say('I have forgotten my password')}</a>}
      </form>
    </Door>
  );
}

type Way = 'passkey' | 'code' | 'recovery';

interface SecondProps {
  email: string;
  question: Question | undefined; // what a passkey of the member's would sign
  codes: boolean; // there is, or may be, an authenticator
  more: () => Promise<Question>;
  pass: (q: Question) => Promise<void>;
  enter: (code: string) => Promise<void>;
  back: () => void;
}

/** The second step: a passkey, a code of the authenticator, or one of those that were kept for the day both are lost. */
function Second({ email, question: asked, codes, more, pass, enter, back }: SecondProps) {
  const [way, setWay] = useState<Way>(asked ? 'passkey' : codes ? 'code' : 'recovery');
  const [code, setCode] = useState('');
  const fresh = useRef(asked);
  const send = useAction(async () => {
    if (way !== 'passkey') return enter(code.trim());
    const q = fresh.current && Date.parse(fresh.current.expires_at) > Date.now() ? fresh.current : await more();
    fresh.current = undefined; // a question is good once
    return pass(q);
  });
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, button')?.focus(), [way]);
  const others: [Way, string][] = [];
  if (way !== 'passkey' && asked) others.push(['passkey', say('Use a passkey')]);
  if (way !== 'code' && codes) others.push(['code', say('Use the authenticator')]);
  if (way !== 'recovery') others.push(['recovery', way === 'code' && !asked ? say('I do not have my authenticator') : say('Use a recovery code')]);
  return (
    <Door title={way === 'passkey' ? say('Confirm that it is you') : say('Enter your code')} lead={email} below={<button type="button" class="as-link" onClick={back}>{say('Log in as somebody else')}</button>}>
      <form ref={form} key={way} class="form" onSubmit={(e) => { e.preventDefault(); void send.run(); }}>
        <Refused by={send.refusal} />
        {way === 'recovery' && <TextField label={say('Recovery code')} name="recovery" autocomplete="off" required autofocus mono maxLength={32} value={code} onInput={setCode} hint={say('Each works once. Like {example}', { example: 'abcd-efgh-ijkl-mnop' })} />}
        {way === 'code' && <TextField label={say('Code of your authenticator')} name="code" autocomplete="one-time-code" inputMode="numeric" required autofocus mono minLength={6} maxLength={6} value={code} onInput={setCode} hint={say('Six digits that change every half minute')} />}
        {way === 'passkey' && <p class="small">{say('The password is right. Confirm on your device now, by fingerprint, face or screen lock.')}</p>}
        <Button kind="main" type="submit" wide busy={send.busy} {...(way === 'passkey' ? { icon: 'key' as const } : {})}>{way === 'passkey' ? say('Use your passkey') : say('Go on')}</Button>
        {others.map(([to, text]) => <button key={to} type="button" class="as-link" onClick={() => { send.clear(); setCode(''); setWay(to); }}>{text}</button>)}
      </form>
    </Door>
  );
}
