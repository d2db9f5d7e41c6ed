// Who is at the screen and what they may do.

import { signal } from '@preact/signals';
import type { Me } from '../api/account.js';
import { ask, onStranger } from '../api/client.js';
import { offline, type Problem, Refusal } from '../api/problem.js';
import { at, base, go } from './place.js';
import { forget } from './resource.js';

/** undefined: not known yet. null: nobody. */
export const me = signal<Me | null | undefined>(undefined);
export const trouble = signal<Problem | undefined>(undefined);

/** A secret that was shown once and may be filled into commands until the page is left. */
export const freshKey = signal<{ secret: string; public?: string } | undefined>(undefined);

export async function recognise(): Promise<void> {
  try {
    me.value = await ask<Me>('GET', '/dashboard/me');
    trouble.value = undefined;
  } catch (e) {
    if (e instanceof Refusal && e.problem.status === 401) me.value = null;
    else trouble.value = e instanceof Refusal ? e.problem : offline;
  }
}

export async function leave(): Promise<void> {
  await ask('POST', '/dashboard/logout', {}).catch(() => undefined); // gone is gone, also when the server has forgotten us
  forget();
  freshKey.value = undefined;
  me.value = null;
  go(base + '/sign-in');
}

onStranger(() => {
  if (!me.value) return;
  forget();
  me.value = null;
});

/** Whether the member may do something. */
export const may = (permission: string): boolean => !!me.value?.permissions.includes(permission);

/** After log-in: back to where one wanted to be. Who builds nothing works at the console, not on the dashboard. */
export function enter(wanted: string | null = null): void {
  const builds = me.value?.member.roles.some((r) => r === 'admin' || r === 'developer');
  if (base === '/dashboard' && !wanted && !builds && mayUseDesk()) location.replace('/console');
  else go(onward(wanted), true);
}

/** Whether one of the member's roles has pages in the console. */
export const mayUseDesk = (): boolean => !!me.value?.member.roles.some((r) => r !== 'developer');

/** Where to go after log-in: back to where one wanted to be, inside these pages only. */
export function onward(wanted: string | null): string {
  const rest = wanted?.startsWith(base + '/') ? wanted.slice(base.length) : '';
  return wanted && /^\/(test|live)(\/|$|\?)/.test(rest) ? wanted : at('/');
}
