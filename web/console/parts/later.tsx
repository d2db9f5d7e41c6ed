import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Wrong } from '../../member/parts/wrong.js';
import { offline } from '../../member/api/problem.js';
import { SkeletonLines } from '../../ui/skeleton.js';

/** A page whose script is fetched when it is opened: what it draws with is of no use elsewhere. */
export function Later({ page }: { page: () => Promise<FunctionComponent> }) {
  const [Page, setPage] = useState<{ is: FunctionComponent } | undefined>();
  const [failed, setFailed] = useState(false);
  const fetch = () => {
    setFailed(false);
    page().then((is) => setPage({ is }), () => setFailed(true));
  };
  useEffect(fetch, []);
  if (failed) return <Wrong problem={offline} reload={fetch} />;
  return Page ? <Page.is /> : <SkeletonLines lines={6} />;
}
