import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface Tab<T extends string> {
  value: T;
  text: ComponentChildren;
}

/** Tabs over one panel; arrows move between them. */
export function Tabs<T extends string>({ tabs, value, onChange, label, children }: { tabs: Tab<T>[]; value: T; onChange: (v: T) => void; label: string; children: ComponentChildren }) {
  const id = useId();
  const move = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    const at = tabs.findIndex((t) => t.value === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    e.preventDefault();
    onChange(next.value);
    document.getElementById(`${id}-${next.value}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((t) => (
          <button key={t.value} id={`${id}-${t.value}`} type="button" role="tab" aria-selected={t.value === value} aria-controls={id + '-panel'} tabIndex={t.value === value ? 0 : -1} onClick={() => onChange(t.value)}>{t.text}</button>
        ))}
      </div>
      <div id={id + '-panel'} role="tabpanel" aria-labelledby={`${id}-${value}`}>{children}</div>
    </>
  );
}

/** A choice between two or three views of the same thing. */
export function Segments<T extends string>({ options, value, onChange, label }: { options: Tab<T>[]; value: T; onChange: (v: T) => void; label: string }) {
  return <div class="segments" role="group" aria-label={label}>{options.map((o) => <button key={o.value} type="button" aria-pressed={o.value === value} onClick={() => onChange(o.value)}>{o.text}</button>)}</div>;
}
