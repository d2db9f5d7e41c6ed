import { useState } from 'preact/hooks';
import type { Me, SignUpMode } from '../api/account.js';
import { ask } from '../api/client.js';
import { useAction } from '../state/action.js';
import { me, onward } from '../state/me.js';
import { go, place } from '../state/place.js';
import { useGet } from '../state/resource.js';
import { Refused } from '../parts/wrong.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Door } from './door.js';

export function SignIn({ to }: { to: string }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signUp = useGet<{ sign_up: SignUpMode }>('/dashboard/entrance').data?.sign_up;
  const enter = useAction(async () => {
    me.value = await ask<Me>('POST', '/dashboard/login', { email: email.trim(), password });
    go(onward(place.value.query.get('next')), true);
  });
  return (
    <Door title="Log in" lead={to} below={signUp && signUp !== 'closed' && <>New here? <a href="/dashboard/sign-up">Create an account</a></>}>
      <form class="form" onSubmit={(e) => { e.preventDefault(); void enter.run(); }}>
        <Refused by={enter.refusal} />
        <TextField label="E-mail" type="email" name="email" autocomplete="username" required autofocus value={email} onInput={setEmail} />
        <TextField label="Password" type="password" name="password" autocomplete="current-password" required value={password} onInput={setPassword} />
        <Button kind="main" type="submit" wide busy={enter.busy}>Log in</Button>
      </form>
    </Door>
  );
}
