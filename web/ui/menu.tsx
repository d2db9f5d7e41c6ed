import { useId, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.js';

/** Further actions behind one button: a native popover that stands at it. */
export function Menu({ label, items }: { label: string; items: { text: string; icon: IconName; act: () => void }[] }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const stand = () => {
    const b = button.current?.getBoundingClientRect();
    if (!b || !menu.current) return;
    menu.current.style.top = b.bottom + 6 + 'px';
    menu.current.style.left = Math.max(8, Math.min(b.left, innerWidth - 226)) + 'px';
  };
  return (
    <>
      <button ref={button} type="button" class="button plain only" aria-label={label} title={label} popovertarget={id} onClick={stand}><Icon name="more" /></button>
      <div ref={menu} id={id} class="menu" popover="auto">
        {items.map((i) => <button key={i.text} type="button" onClick={() => { menu.current?.hidePopover(); i.act(); }}><Icon name={i.icon} />{i.text}</button>)}
      </div>
    </>
  );
}
