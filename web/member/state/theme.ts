import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
const kept = localStorage.getItem('theme');
export const theme = signal<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system');

export function setTheme(t: Theme): void {
  theme.value = t;
  if (t === 'system') {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset['theme'];
  } else {
    localStorage.setItem('theme', t);
    document.documentElement.dataset['theme'] = t;
  }
}
