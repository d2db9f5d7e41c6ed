import { leave } from '../state/me.js';
import { Enrol } from '../parts/enrol.js';
import { Door } from './door.js';

/** What a member sees whose account asks for a second factor, before there is one. */
export function Guard() {
  return (
    <Door title="Set up your second factor" lead="Your account asks everybody on its staff for one." below={<button type="button" class="as-link" onClick={() => void leave()}>Log out</button>}>
      <Enrol onDone={() => undefined} />
    </Door>
  );
}
