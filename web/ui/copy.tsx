import { useState } from 'preact/hooks';
import { Icon } from './icon.js';
import { say } from './say.js';
import { toast } from './toast.js';

/** Copies also where the page is not secure and has no clipboard of its own. */
async function put(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'heard';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('copy refused');
}

export function Copy({ text, what }: { text: string; what: string }) {
  const [done, set] = useState(false);
  const copy = (e: MouseEvent) => {
    e.preventDefault();
    e.stopPropagation();
    put(text).then(() => {
      set(true);
      setTimeout(() => set(false), 1500);
      toast(say('Copied {what}', { what }));
    }, () => toast(say('The browser did not let us copy. Select the text instead.'), 'circle_alert'));
  };
  return <button type="button" class={done ? 'copy done' : 'copy'} aria-label={say('Copy {what}', { what })} title={say('Copy {what}', { what })} onClick={copy}><Icon name={done ? 'check' : 'copy'} /></button>;
}

/** An id with its copy button. Too long for its place, it is whole on hover and when copied. */
export function Id({ id }: { id: string }) {
  return <span class="id above"><span title={id}>{id}</span><Copy text={id} what={say('id')} /></span>;
}

/** Something that is shown once. */
export function Secret({ text, what }: { text: string; what: string }) {
  return <div class="secret"><span>{text}</span><Copy text={text} what={what} /></div>;
}
