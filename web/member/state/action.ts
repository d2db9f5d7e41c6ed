import { useState } from 'preact/hooks';
import { offline, Refusal } from '../api/problem.js';
import { phrase } from '../../ui/say.js';

export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<void>;
  busy: boolean;
  refusal: Refusal | undefined;
  clear: () => void; // forgets the refusal
}

/** Something that a person does: one at a time, and what the server refuses is kept for the form to say. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<void>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const run = async (...args: A) => {
    if (busy) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      await act(...args);
    } catch (e) {
      if (!(e instanceof Refusal)) console.error(e);
      setRefusal(e instanceof Refusal ? e : new Refusal({ ...offline, title: phrase('Something went wrong'), code: 'page_error', detail: phrase('Reload the page, then try again.') }));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, refusal, clear: () => setRefusal(undefined) };
}
