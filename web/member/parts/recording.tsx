import { useEffect, useRef, useState } from 'preact/hooks';
import type { Event } from '../api/event.js';
import type { List } from '../api/list.js';
import type { Result } from '../api/session.js';
import { mode } from '../state/place.js';
import { useGet } from '../state/resource.js';
import { lookOf } from './event-look.js';
import { ButtonLink } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { say } from '../../ui/say.js';
import { Segments } from '../../ui/tabs.js';

type Film = Result['composite']['status'];

/** When a check began: its event says when it was over. */
interface Begun {
  id: string;
  started_at: string;
}

const speeds = ['1', '1.5', '2'] as const;

/** Addresses that a video element and a link can use: the cookie comes along, the mode stands in the query. */
export const address = (session: string, what: string, query = '') => `/v1/sessions/${session}/${what}?basekyc_mode=${mode.value}${query}`;

/** The film for people, below the address `from`, when there is one, else the sealed recording, of which a browser shows the customer alone. */
export function Recording({ session, film, reload, from, checks = [] }: { session: string; film: Film; reload: () => void; from: string; checks?: Begun[] }) {
  const [open, set] = useState(false);
  const [broken, setBroken] = useState(false);
  const [speed, setSpeed] = useState<(typeof speeds)[number]>('1');
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (film !== 'pending') return;
    const again = setInterval(reload, 4000); // no event tells of it: it is no evidence
    return () => clearInterval(again);
  }, [film]);
  useEffect(() => { if (video.current) video.current.playbackRate = Number(speed); }, [speed, open]);
  const whole = `${from}/${session}/recording?basekyc_mode=${mode.value}`;
  const source = whole + (film === 'ready' ? '&track=composite' : '');
  return (
    <>
      {open
        ? <video key={source} ref={video} class="player film" src={source} controls playsInline autoplay aria-label={say('Recording of the call')} onError={() => setBroken(true)} onLoadedMetadata={(e) => { e.currentTarget.playbackRate = Number(speed); }} />
        : <button type="button" class="player film poster" onClick={() => set(true)}><span class="disc" aria-hidden="true" /><span>{say('Play the recording')}</span></button>}
      {broken && <Notice tone="bad">{say('The recording could not be played. Reload the page, or download it.')}</Notice>}
      {film === 'pending' && <p class="small quiet">{say('The film with both parties is being made. Until then this plays the customer alone.')}</p>}
      {(film === 'failed' || film === 'unavailable') && <p class="small quiet">{say('This server made no film with both parties. The recording is complete; this plays the customer alone.')}</p>}
      {open && <Segments label={say('Speed')} value={speed} onChange={setSpeed} options={speeds.map((s) => ({ value: s, text: s + '×' }))} />}
      {open && <Markers session={session} checks={checks} seek={(s) => { if (video.current) { video.current.currentTime = s; void video.current.play(); } }} />}
      <div class="row">
        {film === 'ready' && <ButtonLink kind="quiet" small icon="download" href={source} download={session + '.mp4'}>{say('Download the film')}</ButtonLink>}
        <ButtonLink kind="quiet" small icon="download" href={whole} download={session + '.webm'}>{say('Download the sealed recording')}</ButtonLink>
      </div>
    </>
  );
}

const marked = new Set(['session.started', 'session.interrupted', 'session.resumed', 'document.captured', 'check.completed', 'questions.drawn', 'question.answered', 'supervisor.barged_in', 'fraud.suspected', 'session.decided']);

/** What happened in the call, each a jump in the recording, which begins with the call. */
function Markers({ session, checks, seek }: { session: string; checks: Begun[]; seek: (seconds: number) => void }) {
  const events = useGet<List<Event>>(`/v1/sessions/${session}/events?limit=100`).data?.data ?? [];
  const start = events.filter((e) => e.type === 'session.started').pop();
  if (!start) return null;
  const begun = (e: Event) => (e.type === 'check.completed' && checks.find((c) => c.id === e.data['check_id'])?.started_at) || e.created;
  const list = events.filter((e) => e.sequence >= start.sequence && marked.has(e.type)).map((e) => ({ e, from: Date.parse(begun(e)) })).sort((a, b) => a.from - b.from);
  return (
    <ol class="marks" aria-label={say('Moments of the recording')}>
      {list.map(({ e, from }) => {
        const s = Math.max(0, (from - Date.parse(start.created)) / 1000);
        return <li key={e.id}><button type="button" onClick={() => seek(s)}><span class="mono">{clock(s)}</span>{lookOf(e).text}</button></li>;
      })}
    </ol>
  );
}

const clock = (s: number) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;
