import { useEffect } from 'preact/hooks';
import type { ComponentChild } from 'preact';
import { Button } from '../ui/button.js';
import { Empty } from '../ui/empty.js';
import { PageHead } from '../ui/page.js';
import { Toasts } from '../ui/toast.js';
import { Frame } from '../member/frame.js';
import { Guard } from '../member/pages/guard.js';
import { SignIn } from '../member/pages/sign-in.js';
import { me, recognise, trouble } from '../member/state/me.js';
import { at, base, go, mode, place } from '../member/state/place.js';
import { say, spoken } from '../ui/say.js';
import { groups, works } from './groups.js';
import { AuditPage } from './pages/audit.js';
import { CallPage } from './pages/call.js';
import { CasePage } from './pages/case.js';
import { Cases } from './pages/cases.js';
import { Desk } from './pages/desk.js';
import { Embedded } from './pages/embedded.js';
import { Floor } from './pages/floor.js';
import { WatchPage } from './pages/watch.js';
import { GoingOn } from './parts/going-on.js';
import { Later } from './parts/later.js';
import { embedded } from './state/parent.js';

const inside: Record<string, (ids: string[]) => ComponentChild> = {
  '': () => (works('agent') ? <Desk /> : works('auditor') ? <AuditPage /> : works('supervisor', 'admin') ? <Floor /> : <NoRole />),
  'call': ([id = '']) => <CallPage id={id} />,
  'cases': ([id]) => (id ? <CasePage id={id} /> : <Cases />),
  'audit': () => <AuditPage />,
  'floor': () => <Floor />,
  'watch': ([id = '']) => <WatchPage id={id} />,
  'numbers': () => (works('supervisor', 'auditor', 'admin') ? <Later page={() => import('./pages/numbers.js').then((m) => m.Numbers)} /> : <Nowhere />),
};

export function App() {
  return <>{embedded ? <Embedded /> : <Page />}<Toasts /></>;
}

function Page() {
  const { mode: m, path } = place.value;
  const [section = '', ...ids] = path;
  if (!m && section === 'sign-in') return <SignIn to={say('To your desk')} />;
  if (trouble.value && !me.value) return <main class="door"><div class="door-card"><Empty icon="alert" title={spoken(trouble.value.title)} action={<Button icon="refresh" onClick={() => void recognise()}>{say('Try again')}</Button>}>{spoken(trouble.value.detail ?? '')}</Empty></div></main>;
  if (me.value === undefined) return <div class="opening" role="status"><span class="heard">{say('Loading')}</span></div>;
  if (me.value === null) return <Away to={base + '/sign-in' + (m ? '?next=' + encodeURIComponent(location.pathname + location.search) : '')} />;
  if (me.value.second_factor.needed) return <Guard />;
  if (!m) return <Away to={at('/' + path.join('/'))} />;
  const page = inside[section];
  return <Frame groups={groups()} wide={section === 'call' || section === 'audit'}>{section !== 'call' && works('agent') && <GoingOn />}<div class="page-body" key={mode.value + path.join('/')}>{page ? page(ids) : <Nowhere />}</div></Frame>;
}

function Away({ to }: { to: string }) {
  useEffect(() => go(to, true), [to]);
  return null;
}

const Nowhere = () => <><PageHead title={say('There is no such page')} name={say('There is no such page')} /><Empty icon="search" title={say('There is no such page')} action={<a class="button" href={at('/')}>{say('To the desk')}</a>}>{say('The link may be old.')}</Empty></>;
const NoRole = () => <><PageHead title={say('Your role has no desk')} name={say('Your role has no desk')} /><Empty icon="lock" title={say('Your role has no desk')}>{say('The console is for officers, auditors and supervisors. Ask an admin of your account for one of these roles, or go to the {dashboard}.', { dashboard: <a href="/dashboard">{say('dashboard')}</a> })}</Empty></>;
