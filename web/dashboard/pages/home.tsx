import { mode } from '../../member/state/place.js';
import { me } from '../../member/state/me.js';
import { ButtonLink } from '../../ui/button.js';
import { PageHead } from '../../ui/page.js';
import { Live } from '../../member/parts/live.js';
import { Outcomes } from './home-outcomes.js';
import { Recent } from './home-recent.js';
import { Start } from './home-start.js';
import { GoLive } from './home-live.js';
import { may } from '../../member/state/me.js';

/** What do I do next, and how is it going. */
export function Home() {
  const first = me.value?.member.name.split(' ')[0];
  const builds = may('sessions:write');
  return (
    <>
      <PageHead name="Home" title={first ? `Hello, ${first}` : 'Home'} lead={mode.value === 'test' ? builds ? 'From the first session to the first webhook.' : 'How the sessions of your account go. Your own work is in the console.' : 'Real customers, real evidence.'} action={builds ? <Live /> : <><Live /><ButtonLink kind="main" icon="video" href="/console">To the console</ButtonLink></>} />
      {builds && (mode.value === 'test' ? <Start /> : <GoLive />)}
      {may('sessions:read') && <><Outcomes /><Recent /></>}
    </>
  );
}
