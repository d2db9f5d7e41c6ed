// Compiles only while the events of this package are those of the page, type by type.

import type { EventMap } from '../src/events';
import type { EventMap as OfThePage } from '../../web/src/types/events';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

export const same: { [T in keyof EventMap | keyof OfThePage]: T extends keyof EventMap & keyof OfThePage ? Same<EventMap[T], OfThePage[T]> : false } = {
  opened: true, language: true, screen: true, status: true, scheduled: true, step: true, consented: true, permission: true, connection: true,
  network: true, instruction: true, still: true, error: true, finished: true, back: true, redirect: true, destroyed: true,
};
