import { useState } from 'preact/hooks';
import { usable } from '../api/passkey.js';
import { leave, me } from '../state/me.js';
import { AddPasskey } from '../parts/add-passkey.js';
import { Enrol } from '../parts/enrol.js';
import { Door } from './door.js';
import { say } from '../../ui/say.js';

/** What a member sees whose account asks for a second factor, before there is one. */
export function Guard() {
  const can = usable(me.value?.passkey_site);
  const [codes, setCodes] = useState(!can);
  const done = () => undefined;
  return (
    <Door title={say('Set up your second factor')} lead={say('Your account asks everybody on its staff for one.')} below={<button type="button" class="as-link" onClick={() => void leave()}>{say('Log out')}</button>}>
      {codes ? <Enrol onDone={done} /> : <AddPasskey onDone={done} />}
      {can && <button type="button" class="as-link" onClick={() => setCodes(!codes)}>{codes ? say('Use a passkey instead') : say('Use an authenticator app instead')}</button>}
    </Door>
  );
}
