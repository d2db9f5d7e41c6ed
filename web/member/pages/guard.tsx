import { leave } from '../state/me.js';
import { Enrol } from '../parts/enrol.js';
import { Door } from './door.js';
import { say } from '../../ui/say.js';

/** What a member sees whose account asks for a second factor, before there is one. */
export function Guard() {
  return (
    <Door title={say('Set up your second factor')} lead={say('Your account asks everybody on its staff for one.')} below={<button type="button" class="as-link" onClick={() => void leave()}>{say('Log out')}</button>}>
      <Enrol onDone={() => undefined} />
    </Door>
  );
}
