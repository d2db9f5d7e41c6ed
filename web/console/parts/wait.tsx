import { useEffect, useState } from 'preact/hooks';

const clock = (s: number) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;

/** Seconds since, or until, an instant, every second anew. */
export function Since({ at, until }: { at: string; until?: boolean }) {
  const [now, tick] = useState(Date.now());
  useEffect(() => {
    const t = setInterval(() => tick(Date.now()), 1000);
    return () => clearInterval(t);
  }, []);
  const s = (now - Date.parse(at)) / 1000;
  return <time class="number" dateTime={at} title={new Date(at).toLocaleString()}>{clock(Math.max(0, until ? -s : s))}</time>;
}
