import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.js';

/** The head of a page: what it is, what it is for, what can be done. The heading takes the focus, so that a screen reader says where one has come to, unless a form is there to be typed into. */
export function PageHead({ title, lead, crumb, action, name }: { title: ComponentChildren; name: string; lead?: ComponentChildren; crumb?: { href: string; text: string }; action?: ComponentChildren }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const here = document.activeElement;
    if (!(here instanceof HTMLInputElement && here.autofocus)) ref.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => { document.title = `${name} · BASEKYC`; }, [name]);
  return (
    <div class="page-head">
      <div>
        {crumb && <a class="crumb" href={crumb.href}><Icon name="back" />{crumb.text}</a>}
        <h1 ref={ref} tabIndex={-1}>{title}</h1>
        {lead && <div class="lead">{lead}</div>}
      </div>
      {action && <div class="row">{action}</div>}
    </div>
  );
}
