import type { ComponentChildren } from 'preact';
import { PageHead } from '../../ui/page.js';
import { language, languages, offered, speak } from '../../ui/say.js';

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
      <Languages />
    </main>
  );
}

/** The choice of language before there is a menu for it. */
function Languages() {
  if (offered.value.length < 2) return null;
  return <p class="below">{offered.value.filter((l) => l !== language.value).map((l) => <button key={l} type="button" class="as-link" lang={l} onClick={() => void speak(l)}>{languages[l]}</button>)}</p>;
}
