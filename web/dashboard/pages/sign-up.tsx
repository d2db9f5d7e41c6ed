import { useState } from 'preact/hooks';
import type { Me, SignUpMode } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { freshKey, me } from '../../member/state/me.js';
import { at, go, place } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/empty.js';
import { Door } from '../../member/pages/door.js';

const fields = ['account_name', 'name', 'email', 'password', 'invitation'];

/** A new account; the reply holds its test keys, which the home page fills into its commands. */
export function SignUp() {
  const [form, setForm] = useState({ account_name: '', name: '', email: '', password: '', invitation: place.value.query.get('invitation') ?? '' });
  const set = (k: keyof typeof form) => (v: string) => setForm({ ...form, [k]: v });
  const join = useAction(async () => {
    const { invitation, ...rest } = form;
    const made = await ask<Me & { public_key: string; secret_key: string }>('POST', '/dashboard/signup', { ...rest, email: rest.email.trim(), ...(invitation ? { invitation } : {}) });
    freshKey.value = { secret: made.secret_key, public: made.public_key };
    me.value = made;
    go(at('/', 'test'), true);
  });
  const refused = join.refusal;
  const mode = useGet<{ sign_up: SignUpMode }>('/dashboard/entrance').data?.sign_up;
  return (
    <Door title="Create an account" lead="Test mode is free and works at once." below={<>Have an account? <a href="/dashboard/sign-in">Log in</a></>}>
      {mode === 'closed'
        ? <Notice tone="warn">New accounts are made by whoever runs this server. Ask them for one, or a member of your team for an invitation.</Notice>
        : (
          <form class="form" onSubmit={(e) => { e.preventDefault(); void join.run(); }}>
            <Refused by={refused} fields={fields} />
            <TextField label="Company" name="organization" autocomplete="organization" required maxLength={120} autofocus value={form.account_name} onInput={set('account_name')} error={refused?.of('account_name')} hint="Your customers see this name" />
            <TextField label="Your name" name="name" autocomplete="name" required maxLength={120} value={form.name} onInput={set('name')} error={refused?.of('name')} />
            <TextField label="E-mail" type="email" name="email" autocomplete="username" required value={form.email} onInput={set('email')} error={refused?.of('email')} />
            <TextField label="Password" type="password" name="password" autocomplete="new-password" required minLength={12} value={form.password} onInput={set('password')} error={refused?.of('password')} hint="At least 12 characters" />
            {mode === 'invite' && <TextField label="Invitation code" hint="From whoever runs this server" required mono value={form.invitation} onInput={set('invitation')} error={refused?.of('invitation')} />}
            <Button kind="main" type="submit" wide busy={join.busy}>Create account</Button>
          </form>
        )}
    </Door>
  );
}
