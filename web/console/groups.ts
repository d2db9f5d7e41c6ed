import type { Group } from '../member/frame.js';
import { phrase } from '../ui/say.js';
import { me } from '../member/state/me.js';
import type { Role } from '../member/api/account.js';

/** Whether the member has one of these roles. */
export const works = (...roles: Role[]): boolean => !!me.value?.member.roles.some((r) => roles.includes(r));

/** The pages of the console that the member's roles open. */
export function groups(): Group[] {
  const desk: Group = { entries: [] };
  if (works('agent')) desk.entries.push({ to: '', text: phrase('Desk'), icon: 'video' });
  if (works('auditor')) desk.entries.push({ to: 'audit', text: phrase('Audit'), icon: 'eye' });
  if (works('supervisor', 'admin')) desk.entries.push({ to: 'floor', text: phrase('Floor'), icon: 'activity' });
  if (works('supervisor', 'auditor', 'admin')) desk.entries.push({ to: 'numbers', text: phrase('Numbers'), icon: 'chart' });
  desk.entries.push({ to: 'cases', text: phrase('Cases'), icon: 'list' });
  return [desk, { title: phrase('Elsewhere'), entries: [{ to: '/dashboard', text: phrase('Dashboard'), icon: 'home', out: true }] }];
}
