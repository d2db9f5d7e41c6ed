// Who hears the supervisor: nobody, the officer while a key or the button is held, or both.

import { useEffect } from 'preact/hooks';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { phrase, say, spoken } from '../../ui/say.js';
import type { WatchCall } from '../state/watch.js';

const says = { nobody: phrase('Nobody hears you.'), officer: phrase('Only the officer hears you. This is not recorded.'), both: phrase('Both hear you, and you are recorded.') };

export function Voice({ of: call, leave }: { of: WatchCall; leave: () => void }) {
  const heard = call.heard.value;
  const whisper = (on: boolean) => {
    if (call.heard.value !== 'both') void call.speak(on ? 'officer' : 'nobody');
  };
  const barge = () => void call.speak(call.heard.value === 'both' ? 'nobody' : 'both');
  useEffect(() => {
    let held = false;
    const away = (e: KeyboardEvent) => e.metaKey || e.ctrlKey || e.altKey || document.querySelector('dialog[open]') || (e.target instanceof Element && e.target.closest('input, textarea, select'));
    const down = (e: KeyboardEvent) => {
      const key = e.key.toLowerCase();
      if (e.repeat || (key !== 'w' && key !== 'b') || away(e)) return;
      e.preventDefault();
      if (key === 'b') return barge();
      held = true;
      whisper(true);
    };
    const up = () => {
      if (held) whisper(false);
      held = false;
    };
    const lift = (e: KeyboardEvent) => e.key.toLowerCase() === 'w' && up();
    addEventListener('keydown', down);
    addEventListener('keyup', lift);
    addEventListener('blur', up); // the key is let go where we do not hear of it
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', lift);
      removeEventListener('blur', up);
    };
  }, [call]);
  const release = () => { if (call.heard.value !== 'both') whisper(false); };
  return (
    <div class="voice">
      <span class={'say ' + heard} role="status"><Icon name={heard === 'nobody' ? 'mic_off' : 'mic'} />{spoken(call.trouble.value || says[heard])}</span>
      <button type="button" class={'button ' + (heard === 'officer' ? 'main' : 'plain')} aria-pressed={heard === 'officer'} disabled={heard === 'both'} title={say('Hold it, or hold W')}
        onPointerDown={() => whisper(true)} onPointerUp={release} onPointerLeave={release}
        onClick={(e) => { if (e.detail === 0) whisper(heard !== 'officer'); /* by keyboard or screen reader: on and off */ }}>
        <Icon name="ear" />{say('Whisper')}
      </button>
      <Button kind={heard === 'both' ? 'danger' : 'plain'} icon="megaphone" pressed={heard === 'both'} title={say('Shortcut: {key}', { key: 'B' })} onClick={barge}>{heard === 'both' ? say('Stop speaking') : say('Barge in')}</Button>
      <Button icon="logout" onClick={leave}>{say('Leave')}</Button>
    </div>
  );
}
