import type { ComponentChildren } from 'preact';
import { Copy } from './copy.js';

type Language = 'json' | 'sh' | 'text';

// Key, string, number, word; what matches nothing is punctuation.
const json = /("(?:\\.|[^"\\])*"(?=\s*:))|("(?:\\.|[^"\\])*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\btrue\b|\bfalse\b|\bnull\b)/g;
// Option, string, variable, comment.
const sh = /(\s-{1,2}[a-zA-Z][\w-]*)|('[^']*'|"[^"]*")|(\$\w+)|(#.*$)/gm;
const classes = ['k', 's', 'n', 'w'];

function paint(text: string, pattern: RegExp): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let at = 0;
  for (const m of text.matchAll(pattern)) {
    const kind = m.slice(1).findIndex((g) => g !== undefined);
    out.push(text.slice(at, m.index), <span class={classes[kind]}>{m[0]}</span>);
    at = m.index + m[0].length;
  }
  return [...out, text.slice(at)];
}

/** A piece of code that can be copied. Very long ones stay plain: colouring them would freeze the page. */
export function Code({ text, language = 'text', what = 'code', wrap }: { text: string; language?: Language; what?: string; wrap?: boolean }) {
  const painted = language === 'text' || text.length > 60_000 ? text : paint(text, language === 'json' ? json : sh);
  return (
    <div class={wrap ? 'code wrap' : 'code'}>
      <pre tabIndex={0} aria-label={what}><code>{painted}</code></pre>
      <Copy text={text} what={what} />
    </div>
  );
}

/** Any value as JSON; a string that is JSON is set as such. */
export function Json({ value, what = 'JSON', wrap }: { value: unknown; what?: string; wrap?: boolean }) {
  return <Code language="json" what={what} wrap={!!wrap} text={JSON.stringify(value, null, 2) ?? ''} />;
}
