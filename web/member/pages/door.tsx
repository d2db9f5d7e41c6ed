import type { ComponentChildren } from 'preact';
import { PageHead } from '../../ui/page.js';

/** The frame of the pages before log-in. */
export function Door({ title, lead, children, below }: { title: string; lead?: string; children: ComponentChildren; below?: ComponentChildren }) {
  return (
    <main class="door">
      <div class="door-card">
        <p class="mark">BASEKYC</p>
        <PageHead title={title} name={title} lead={lead} />
        {children}
      </div>
      {below && <p class="below">{below}</p>}
    </main>
  );
}
