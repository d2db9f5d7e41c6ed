import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { TextField } from '../../ui/field.js';
import { say } from '../../ui/say.js';
import type { Case } from '../api/case.js';

const pause = 700; // ms of no typing until notes are kept

/** Notes that are kept while one types, and survive a crash of the page. */
export function Notes({ of: c, onChange }: { of: Case; onChange: (text: string) => void }) {
  const [text, set] = useState(c.notes);
  const [state, setState] = useState<'' | 'typing' | 'kept' | 'failed'>('');
  const now = useRef({ text, sent: text }); // what stands there, and what was sent at last
  now.current.text = text;
  const keep = (last?: boolean) => {
    const { text, sent } = now.current;
    if (text === sent) return;
    now.current.sent = text;
    setState('typing');
    ask('PUT', `/desk/sessions/${c.id}/notes`, { notes: text }, last ? { keepalive: true } : {}).then(() => setState('kept'), () => { now.current.sent = sent; setState('failed'); });
  };
  useEffect(() => { // who leaves the page may have typed a moment before
    const leave = () => { if (document.visibilityState === 'hidden') keep(true); };
    const gone = () => keep(true);
    addEventListener('pagehide', gone);
    document.addEventListener('visibilitychange', leave);
    return () => {
      removeEventListener('pagehide', gone);
      document.removeEventListener('visibilitychange', leave);
      keep(true);
    };
  }, []);
  useEffect(() => {
    onChange(text);
    if (text === now.current.sent) return;
    setState('typing');
    const t = setTimeout(() => keep(), pause);
    return () => clearTimeout(t);
  }, [text]);
  const hint = { '': say('Kept while you type. No identity numbers.'), typing: say('Writing…'), kept: say('Kept.'), failed: say('Not kept: the server did not take it. It is tried again when you type on.') }[state];
  return <TextField label={say('Notes')} hint={hint} lines maxLength={2000} value={text} onInput={set} />;
}
