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
  const kept = useRef(c.notes);
  useEffect(() => {
    onChange(text);
    if (text === kept.current) return;
    setState('typing');
    const t = setTimeout(() => {
      ask('PUT', `/desk/sessions/${c.id}/notes`, { notes: text }).then(() => { kept.current = text; setState('kept'); }, () => setState('failed'));
    }, pause);
    return () => clearTimeout(t);
  }, [text]);
  const hint = { '': say('Kept while you type. No identity numbers.'), typing: say('Writing…'), kept: say('Kept.'), failed: say('Not kept: the server did not take it. It is tried again when you type on.') }[state];
  return <TextField label={say('Notes')} hint={hint} lines maxLength={2000} value={text} onInput={set} />;
}
