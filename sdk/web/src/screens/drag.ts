// Lets a tile be moved between the corners of its frame, by finger or arrow keys.

type Corner = { x: 'left' | 'right'; y: 'top' | 'bottom' };

/** Makes the tile movable; returns what undoes it. The style sheet places the corners by data-x and data-y. */
export function drag(tile: HTMLElement, frame: HTMLElement): () => void {
  const end = new AbortController();
  const { signal } = end;
  let at: Corner = { x: 'right', y: 'top' };
  let from: { x: number; y: number } | null = null;

  const put = (c: Corner) => {
    at = c;
    tile.dataset['x'] = c.x;
    tile.dataset['y'] = c.y;
    tile.style.transform = '';
  };
  const drop = (e: PointerEvent) => {
    if (!from) return;
    from = null;
    tile.classList.remove('moving');
    const f = frame.getBoundingClientRect();
    put({ x: e.clientX < f.left + f.width / 2 ? 'left' : 'right', y: e.clientY < f.top + f.height / 2 ? 'top' : 'bottom' });
  };

  tile.addEventListener('pointerdown', (e) => {
    from = { x: e.clientX, y: e.clientY };
    tile.setPointerCapture(e.pointerId);
    tile.classList.add('moving');
  }, { signal });
  tile.addEventListener('pointermove', (e) => {
    if (from) tile.style.transform = `translate(${e.clientX - from.x}px, ${e.clientY - from.y}px)`;
  }, { signal });
  tile.addEventListener('pointerup', drop, { signal });
  tile.addEventListener('pointercancel', drop, { signal });
  tile.addEventListener('keydown', (e) => {
    const to: Record<string, Corner> = { ArrowLeft: { ...at, x: 'left' }, ArrowRight: { ...at, x: 'right' }, ArrowUp: { ...at, y: 'top' }, ArrowDown: { ...at, y: 'bottom' } };
    const c = to[e.key];
    if (c) {
      e.preventDefault();
      put(c);
    }
  }, { signal });
  put(at);
  return () => end.abort();
}
