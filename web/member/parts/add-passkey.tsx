import { useState } from 'preact/hooks';
import { able, add, type Guarded, usable } from '../api/passkey.js';
import { useAction } from '../state/action.js';
import { me } from '../state/me.js';
import { browserOf } from './agent.js';
import { Recovery } from './enrol.js';
import { Refused } from './wrong.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { TextField } from '../../ui/field.js';
import { say } from '../../ui/say.js';

/** Two steps to a passkey: password and name, then the device asks; with the first second factor come recovery codes. */
export function AddPasskey({ onDone, onBack }: { onDone: () => void; onBack?: () => void }) {
  const [name, setName] = useState(browserOf(navigator.userAgent));
  const [password, setPassword] = useState('');
  const [guarded, setGuarded] = useState<Guarded | undefined>(undefined);
  const finish = (g: Guarded) => { me.value = g; onDone(); };
  const begin = useAction(async () => {
    const g = await add(name.trim(), password);
    if (g.recovery_codes.length) setGuarded(g);
    else finish(g);
  });
  if (guarded) return <Recovery codes={guarded.recovery_codes} onDone={() => finish(guarded)} />;
  const wrong = begin.refusal;
  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void begin.run(); }}>
      <Refused by={wrong} fields={['name']} />
      <p class="small">{say('Your device asks for your fingerprint, face or screen lock, and keeps the passkey. A key on your key ring works too.')}</p>
      <TextField label={say('Name of the passkey')} name="passkey-name" autocomplete="off" required maxLength={60} value={name} onInput={setName} error={wrong?.of('name')} hint={say('So that you know later which one it is')} />
      <input class="heard" type="email" name="email" autocomplete="username" value={me.value?.member.email} readonly tabIndex={-1} aria-label={say('E-mail')} />
      <TextField label={say('Your password')} type="password" autocomplete="current-password" required value={password} onInput={setPassword} hint={say('Adding a passkey logs you out everywhere else')} />
      <div class="row"><Button kind="main" type="submit" icon="key" busy={begin.busy}>{say('Add a passkey')}</Button>{onBack && <Button onClick={onBack}>{say('Back')}</Button>}</div>
    </form>
  );
}

/** Why no passkey can be added on this page; nothing when one can. */
export function NoPasskeys() {
  const site = me.value?.passkey_site;
  if (usable(site)) return null;
  return (
    <Notice tone="info">{!site ? say('This server takes no passkeys: they need an https address with a name.')
      : !able() ? say('This browser has no passkeys.')
        : say('Passkeys work at {address} only.', { address: <a href={site.origin + location.pathname}>{site.origin}</a> })}</Notice>
  );
}
