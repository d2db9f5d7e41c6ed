import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const own = 4000; // ms for which a hand on the panel is left alone

/** Scrolls the panel around a list, never the page, to the newest of its parts when it comes. Whoever has just scrolled there himself, or works in it, keeps what he looks at. */
export function useNewest(list: RefObject<HTMLElement | null>, newest: { id: string } | undefined): void {
  const touched = useRef(0);
  const seen = useRef(newest?.id); // what stood there when the page was opened
  useEffect(() => {
    const panel = list.current?.closest('.panel');
    if (!panel) return;
    const touch = () => { touched.current = performance.now(); };
    const acts = ['wheel', 'touchmove', 'pointerdown', 'keydown'];
    for (const a of acts) panel.addEventListener(a, touch, { passive: true });
    return () => { for (const a of acts) panel.removeEventListener(a, touch); };
  }, [!!list.current, newest?.id]);
  useEffect(() => {
    if (!newest || newest.id === seen.current) return;
    seen.current = newest.id;
    const part = document.getElementById(newest.id);
    const panel = part?.closest('.panel');
    if (!part || !panel || panel.contains(document.activeElement) || touched.current && performance.now() - touched.current < own) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    panel.scrollTo({ top: panel.scrollTop + part.getBoundingClientRect().top - panel.getBoundingClientRect().top - 8, behavior: calm ? 'auto' : 'smooth' });
  }, [newest?.id]);
}
