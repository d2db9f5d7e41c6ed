import type { Message } from '../api/message.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { at, mode } from '../../member/state/place.js';
import { Curl } from '../parts/curl.js';
import { Live } from '../../member/parts/live.js';
import { usePages } from '../parts/more.js';
import { Wrong } from '../../member/parts/wrong.js';
import { Badge } from '../../ui/badge.js';
import { ButtonLink } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Time } from '../../ui/time.js';
import { Lost } from './lost.js';

const path = '/v1/sandbox/messages';
const link = /https?:\/\/\S+/;

/** The text with its links to be clicked: they are ours. */
function Linked({ text }: { text: string }) {
  const found = link.exec(text);
  if (!found) return <>{text}</>;
  return <>{text.slice(0, found.index)}<a href={found[0]} target="_blank" rel="noopener">{found[0]}</a><Linked text={text.slice(found.index + found[0].length)} /></>;
}

/** SMS and e-mail that test mode captured instead of sending. */
export function Messages() {
  const list = usePages<Message>(path);
  useFeedRefresh(list.reload, (e) => e.type.startsWith('session.'), 1000);
  if (mode.value === 'live') return <Lost />;
  return (
    <>
      <PageHead name="Messages" title="Messages" lead="What your customers would have got by SMS and e-mail. Test mode keeps it here and sends nothing." action={<Live />} />
      {list.problem && !list.rows ? <Wrong problem={list.problem} reload={list.reload} />
        : !list.rows ? <div class="panel"><div class="body"><SkeletonLines /></div></div>
          : list.rows.length === 0
            ? <div class="panel"><Empty icon="message" title="No messages yet">Create or reschedule a session with <code class="inline-code">"deliver": ["sms", "email"]</code>, and its message appears here.</Empty></div>
            : <ol class="letters">{list.rows.map((m) => (
                <li key={m.id} class="panel">
                  <header><div class="row"><Badge icon={m.channel === 'sms' ? 'message' : 'mail'}>{m.channel === 'sms' ? 'SMS' : 'E-mail'}</Badge><span class="small">to <b>{m.to}</b></span></div><span class="small quiet"><Time at={m.created_at} as="ago" /></span></header>
                  <div class="body">
                    {m.subject && <h3>{m.subject}</h3>}
                    <p class="letter" lang={m.language}><Linked text={m.text} /></p>
                    <div class="row">{(m.url ?? link.exec(m.text)?.[0]) && <ButtonLink small out href={m.url ?? link.exec(m.text)?.[0] ?? ''}>Open as the customer</ButtonLink>}{m.session_id && <ButtonLink small kind="quiet" href={at('/sessions/' + m.session_id)}>Session</ButtonLink>}</div>
                  </div>
                </li>
              ))}</ol>}
      {list.more}
      <details class="api"><summary>The API call behind this page</summary><Curl path={path} /></details>
    </>
  );
}
