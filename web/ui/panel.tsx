import type { ComponentChildren } from 'preact';

/** A card; without `title` only its frame. */
export function Panel({ title, note, action, flush, footer, children }: { title?: ComponentChildren; note?: ComponentChildren; action?: ComponentChildren; flush?: boolean; footer?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="panel">
      {title && <header><div><h2>{title}</h2>{note && <p>{note}</p>}</div>{action}</header>}
      {flush ? children : <div class="body">{children}</div>}
      {footer && <footer>{footer}</footer>}
    </section>
  );
}

/** Names and values; what is absent is left out. */
export function Facts({ of }: { of: [string, ComponentChildren][] }) {
  const there = of.filter(([, v]) => v !== '' && v !== null && v !== undefined && v !== false);
  return <dl class="facts">{there.map(([k, v]) => [<dt key={k}>{k}</dt>, <dd key={k + '='}>{v}</dd>])}</dl>;
}

/** The few numbers that matter, side by side. */
export function Figures({ of }: { of: { name: string; value: ComponentChildren; note?: ComponentChildren }[] }) {
  return <dl class="figures">{of.map((f) => <div key={f.name}><dt>{f.name}</dt><dd>{f.value}</dd>{f.note && <dd class="note">{f.note}</dd>}</div>)}</dl>;
}
