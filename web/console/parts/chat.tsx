// Written messages with a customer who reads or writes instead of hearing or
// speaking. What a phrase says to the customer is in the customer's language.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { say, language } from '../../ui/say.js';
import { clockText } from '../../ui/time.js';
import { languageName, type Case } from '../api/case.js';
import type { OfficerCall } from '../state/call.js';

const longest = 300; // characters, as the server counts

export function Chat({ call, of: c }: { call: OfficerCall; of: Case }) {
  const [text, set] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const drafts = call.drafts.value;
  const reads = c.consent?.language ?? c.language;
  useEffect(() => { list.current?.scrollTo({ top: list.current.scrollHeight }); }, [c.said.length, drafts.length]);
  const send = (e?: Event) => {
    e?.preventDefault();
    if (!text.trim()) return;
    call.write({ text: text.trim() });
    set('');
  };
  return (
    <div class="chat">
      <div class="log" ref={list} role="log" aria-label={say('Messages')} tabIndex={0}><ol class="said">
        {!c.said.length && !drafts.length && <li class="small quiet">{say('Nothing was written. The customer reads {language}; what you write is shown at once, and kept as evidence.', { language: languageName(reads) })}</li>}
        {c.said.map((m) => <Line key={m.from + m.id} of={m} />)}
        {drafts.map((d) => <li key={d.id} class="ours"><span class="words">{d.text}</span><span class="small quiet">{d.failed ? say('Not sent: too many, or too fast') : say('Sending…')}</span></li>)}
      </ol></div>
      {c.phrases.length > 0 && (
        <select class="input" aria-label={say("Say a phrase in the customer's language")} value="" onChange={(e) => { const p = c.phrases.find((x) => x.id === e.currentTarget.value); e.currentTarget.value = ''; if (p) call.write({ phrase: p.id, text: p.text }); }}>
          <option value="">{say('A phrase in {language}…', { language: languageName(reads) })}</option>
          {c.phrases.map((p) => <option key={p.id} value={p.id}>{reads === language.value ? p.text : p.english}</option>)}
        </select>
      )}
      <form class="row" onSubmit={send}>
        <input class="input" aria-label={say('Message to the customer')} placeholder={say('Message')} maxLength={longest} autocomplete="off" value={text} onInput={(e) => set(e.currentTarget.value)} />
        <Button small icon="send" label={say('Send the message')} onClick={() => send()} />
      </form>
    </div>
  );
}

function Line({ of: m }: { of: Case['said'][number] }) {
  return (
    <li class={m.from === 'officer' ? 'ours' : 'theirs'}>
      <span class="heard">{m.from === 'officer' ? say('Officer') : say('Customer')}: </span>
      <span class="words">{m.text}</span>
      {m.english && <span class="small quiet">{m.english}</span>}
    </li>
  );
}

/** What was written, for those who look at the session later. */
export function Said({ of: c }: { of: Case }) {
  if (!c.said.length) return null;
  return (
    <Panel title={say('Messages')} note={say('Written in the call, kept as evidence')}>
      <ol class="said">
        {c.said.map((m) => (
          <li key={m.from + m.id} class="theirs">
            <span class="small quiet">{m.from === 'officer' ? m.officer : c.customer.name}, <time dateTime={m.at}>{clockText(m.at, 'clock')}</time></span>
            <span class="words">{m.text}</span>
            {m.english && <span class="small quiet">{m.english}</span>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
