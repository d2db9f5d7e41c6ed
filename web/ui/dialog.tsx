import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button, type ButtonKind } from './button.js';
import { say } from './say.js';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  submit?: string; // the text of the button that does it; without it the dialog only shows
  kind?: ButtonKind;
  busy?: boolean;
  onSubmit?: () => void;
  closeText?: string;
}

/** A native dialog for as long as it is rendered: focus stays inside, Escape closes. */
export function Dialog({ title, onClose, children, submit, kind = 'main', busy, onSubmit, closeText }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    ref.current?.querySelector<HTMLElement>('.body :is(input, select, textarea), footer [type="submit"]')?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const send = (e: KeyboardEvent) => { // from wherever one types, also where Enter makes a line
    if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey) || e.repeat || busy) return;
    e.preventDefault();
    (e.currentTarget as HTMLFormElement).requestSubmit();
  };
  const body = (
    <>
      <header><h2 id={id}>{title}</h2><Button kind="quiet" small icon="x" label={say('Close')} onClick={onClose} /></header>
      <div class="body">{children}</div>
      <footer>
        <Button onClick={onClose}>{closeText ?? (submit ? say('Cancel') : say('Close'))}</Button>
        {submit && <Button kind={kind} type="submit" busy={!!busy}>{submit}</Button>}
      </footer>
    </>
  );
  return (
    <dialog ref={ref} class="dialog" aria-labelledby={id} onCancel={(e) => { e.preventDefault(); onClose(); }}>
      {submit
        ? <form onKeyDown={send} onSubmit={(e) => { e.preventDefault(); onSubmit?.(); }}>{body}</form>
        : <div class="inner">{body}</div>}
    </dialog>
  );
}
