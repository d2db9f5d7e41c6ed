import { say } from './say.js';
/** Where text will stand. */
export function Skeleton({ width = '100%', height }: { width?: string; height?: string }) {
  return <span class="skeleton" aria-hidden="true" style={{ width, ...(height ? { height } : {}) }} />;
}

/** Lines of a panel that is still being fetched. */
export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  return <div class="stack" role="status" aria-busy="true" aria-label={say('Loading')}>{Array.from({ length: lines }, (_, i) => <Skeleton key={i} width={`${90 - (i % 3) * 18}%`} />)}</div>;
}
