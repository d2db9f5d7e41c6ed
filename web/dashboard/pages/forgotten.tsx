import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { me } from '../../member/state/me.js';
import { Refused } from '../../member/parts/wrong.js';
import { Door } from '../../member/pages/door.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { TextField } from '../../ui/field.js';

const back = <a href="/dashboard/sign-in">Back to the log-in</a>;

/** Asks for a letter. Whether anybody has a log-in with the address is not told. */
export function Forgotten() {
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState(false);
  const send = useAction(async () => {
    await ask('POST', '/dashboard/password/forgotten', { email: email.trim() });
    setAsked(true);
  });
  return (
    <Door title="A new password" lead="We send you a letter with a link to choose one." below={back}>
      {asked ? <Notice tone="good">If somebody logs in with {email.trim()} and a password here, a letter is on its way. Its link works once, for 30 minutes. Look among the unwanted mail too.</Notice> : (
        <form class="form" onSubmit={(e) => { e.preventDefault(); void send.run(); }}>
          <Refused by={send.refusal} />
          <TextField label="E-mail" type="email" name="email" autocomplete="username" required autofocus value={email} onInput={setEmail} />
          <Button kind="main" type="submit" wide busy={send.busy}>Send the letter</Button>
        </form>
      )}
    </Door>
  );
}

// The permit stands in the fragment, which browsers send to no server.
const ticket = location.hash.slice(1);

/** The page that the link of the letter leads to. */
export function NewPassword() {
  const [password, setPassword] = useState('');
  const [chosen, setChosen] = useState(false);
  const choose = useAction(async () => {
    await ask('POST', '/dashboard/password/choose', { ticket, new: password });
    me.value = null; // whoever was logged in here may be logged out by it
    history.replaceState(null, '', location.pathname);
    setChosen(true);
  });
  const again = choose.refusal?.problem.code === 'reset_invalid';
  return (
    <Door title="Choose a new password" lead="It logs you out everywhere. Authenticator and passkeys stay." below={back}>
      {chosen ? <><Notice tone="good">The new password holds from now on.</Notice><ButtonLink href="/dashboard/sign-in" wide>Log in</ButtonLink></>
        : !ticket ? <Notice tone="warn">This link has nothing in it. Open the link in the letter once more, or ask for a new one.</Notice> : (
          <form class="form" onSubmit={(e) => { e.preventDefault(); void choose.run(); }}>
            <Refused by={choose.refusal} fields={['password', 'new']} />
            {again && <a class="as-link" href="/dashboard/forgotten">Ask for a new letter</a>}
            <TextField label="New password" type="password" name="password" autocomplete="new-password" required minLength={12} autofocus value={password} onInput={setPassword} error={choose.refusal?.of('password') ?? choose.refusal?.of('new')} hint="At least 12 characters" />
            <Button kind="main" type="submit" wide busy={choose.busy}>Choose it</Button>
          </form>
        )}
    </Door>
  );
}
