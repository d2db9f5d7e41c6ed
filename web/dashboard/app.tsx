import { useEffect } from 'preact/hooks';
import type { ComponentChild } from 'preact';
import { Button } from '../ui/button.js';
import { Empty } from '../ui/empty.js';
import { Toasts } from '../ui/toast.js';
import { Frame } from '../member/frame.js';
import { groups } from './groups.js';
import { Branding } from './pages/branding.js';
import { DeliveryPage } from './pages/delivery.js';
import { EndpointPage } from './pages/endpoint.js';
import { Events } from './pages/events.js';
import { Forgotten, NewPassword } from './pages/forgotten.js';
import { Home } from './pages/home.js';
import { InvitedPage } from './pages/invited.js';
import { Keys } from './pages/keys.js';
import { Lost } from './pages/lost.js';
import { Members } from './pages/members.js';
import { Messages } from './pages/messages.js';
import { OAuth } from './pages/oauth.js';
import { Profile } from './pages/profile.js';
import { Sandbox } from './pages/sandbox.js';
import { SessionPage } from './pages/session.js';
import { Sessions } from './pages/sessions.js';
import { Guard } from '../member/pages/guard.js';
import { SignIn } from '../member/pages/sign-in.js';
import { SignUp } from './pages/sign-up.js';
import { Webhooks } from './pages/webhooks.js';
import { me, recognise, trouble } from '../member/state/me.js';
import { at, go, mode, place } from '../member/state/place.js';

/** Pages that need nobody. */
const outside: Record<string, () => ComponentChild> = {
  'sign-in': () => <SignIn to="To your account's dashboard" />,
  'sign-up': () => <SignUp />,
  'invited': () => <InvitedPage />,
  'forgotten': () => <Forgotten />,
  'new-password': () => <NewPassword />,
};

/** Pages of the account, by section; ids follow. */
const inside: Record<string, (ids: string[]) => ComponentChild> = {
  '': () => <Home />,
  'sessions': ([id]) => (id ? <SessionPage id={id} /> : <Sessions />),
  'sandbox': () => <Sandbox />,
  'keys': () => <Keys />,
  'oauth': () => <OAuth />,
  'webhooks': ([id, delivery]) => (delivery && id ? <DeliveryPage endpoint={id} id={delivery} /> : id ? <EndpointPage id={id} /> : <Webhooks />),
  'events': () => <Events />,
  'messages': () => <Messages />,
  'members': () => <Members />,
  'branding': () => <Branding />,
  'profile': () => <Profile />,
};

export function App() {
  return <><Page /><Toasts /></>;
}

function Page() {
  const { mode: m, path } = place.value;
  const [section = '', ...ids] = path;
  const door = m ? undefined : outside[section];
  if (door) return <>{door()}</>;
  if (trouble.value && !me.value) return <Unreachable />;
  if (me.value === undefined) return <div class="opening" role="status"><span class="heard">Loading</span></div>;
  if (me.value === null) return <Away to={'/dashboard/sign-in' + (m ? '?next=' + encodeURIComponent(location.pathname + location.search) : '')} />;
  if (me.value.second_factor.needed) return <Guard />;
  if (!m) return <Away to={at('/' + path.join('/'))} />;
  const page = inside[section];
  // A page begins anew for another object and another mode.
  return <Frame groups={groups()}><div class="page-body" key={mode.value + path.join('/')}>{page ? page(ids) : <Lost />}</div></Frame>;
}

function Away({ to }: { to: string }) {
  useEffect(() => go(to, true), [to]);
  return null;
}

function Unreachable() {
  return <main class="door"><div class="door-card"><Empty icon="alert" title={trouble.value?.title ?? ''} action={<Button icon="refresh" onClick={() => void recognise()}>Try again</Button>}>{trouble.value?.detail}</Empty></div></main>;
}
