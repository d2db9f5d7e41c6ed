import type { Key } from '../../member/api/account.js';
import type { List } from '../../member/api/list.js';
import type { Session } from '../../member/api/session.js';
import type { Endpoint } from '../api/webhook.js';
import { may } from '../../member/state/me.js';
import { at } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Icon } from '../../ui/icon.js';

/** What live mode still lacks. Gone as soon as nothing is. */
export function GoLive() {
  const keys = useGet<List<Key>>(may('keys:read') ? '/v1/api_keys' : undefined).data?.data;
  const endpoints = useGet<List<Endpoint>>(may('webhooks:read') ? '/v1/webhook_endpoints' : undefined).data?.data;
  const sessions = useGet<List<Session>>('/v1/sessions?limit=20').data?.data;
  if (!sessions) return null;
  const items = [
    { done: keys?.some((k) => k.kind === 'secret' && !k.revoked_at), text: 'A live secret key for your backend', to: '/keys' },
    { done: endpoints?.some((e) => e.status === 'enabled'), text: 'A live webhook endpoint', to: '/webhooks?new=1' },
    { done: sessions.length > 0, text: 'The first live session', to: '/sessions' },
  ];
  if (items.every((i) => i.done)) return null;
  return (
    <section class="panel">
      <header><div><h2>Going live</h2><p>Live keys work like test keys; people take the calls.</p></div></header>
      <ul class="checklist">
        {items.map((i) => <li key={i.to}><Icon name={i.done ? 'circle_check' : 'circle'} class={i.done ? 'yes' : ''} />{i.done ? <span>{i.text}<span class="heard"> (done)</span></span> : <a href={at(i.to)}>{i.text}</a>}</li>)}
      </ul>
    </section>
  );
}
