// The frame of every page after log-in: band of the mode, navigation, the person.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/button.js';
import { Icon, type IconName } from '../ui/icon.js';
import { language, languages, offered, phrase, say, speak, spoken } from '../ui/say.js';
import { leave, may, me } from './state/me.js';
import { at, mode, place } from './state/place.js';
import { setTheme, theme } from './state/theme.js';

export interface Entry {
  to: string;
  text: string;
  icon: IconName;
  needs?: string;
  test?: boolean; // in test mode only
  out?: boolean;
}

export interface Group {
  title?: string;
  entries: Entry[];
}

/** `wide` pages take the whole width: they have columns of their own. */
export function Frame({ groups, wide, children }: { groups: Group[]; wide?: boolean; children: ComponentChildren }) {
  const [open, set] = useState(false);
  const here = place.value;
  useEffect(() => set(false), [here]);
  useEffect(() => {
    const close = (e: KeyboardEvent) => e.key === 'Escape' && set(false);
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, []);
  const test = mode.value === 'test';
  return (
    <>
      <a class="skip" href="#page" onClick={(e) => { e.preventDefault(); document.querySelector<HTMLElement>('#page h1')?.focus(); }}>{say('Skip to the page')}</a>
      {test && <div class="band"><Icon name="flask" /><span>{say('Test mode')}<span class="long">{say(': nothing here reaches a real customer or an outside system')}</span></span></div>}
      <div class={open ? 'shell open' : 'shell'} data-mode={mode.value} onClick={(e) => e.target === e.currentTarget && set(false)}>
        <div class="top"><strong>{me.value?.account.name}</strong><Button kind="quiet" icon="menu" label={say('Open the menu')} onClick={() => set(true)} /></div>
        <div class="rail">
          <House />
          <ModeSwitch groups={groups} />
          <nav aria-label={say('Pages')}>
            {groups.map((g) => {
              const shown = g.entries.filter((e) => (!e.needs || may(e.needs)) && (!e.test || test));
              if (!shown.length) return null;
              return [g.title && <h2 key={g.title}>{spoken(g.title)}</h2>, ...shown.map((e) => <NavLink key={e.to} entry={e} current={!e.out && (here.path[0] ?? '') === e.to} />)];
            })}
          </nav>
          <Who />
        </div>
        <main id="page" class={wide ? 'stage wide' : 'stage'}><div class="page">{children}</div></main>
      </div>
    </>
  );
}

function NavLink({ entry: e, current }: { entry: Entry; current: boolean }) {
  return (
    <a href={e.out ? e.to : at('/' + e.to)} aria-current={current ? 'page' : undefined} {...(e.out ? { target: '_blank', rel: 'noopener' } : {})}>
      <Icon name={e.icon} />{spoken(e.text)}{e.out && <Icon name="out" class="out" />}
    </a>
  );
}

function House() {
  const account = me.value?.account;
  if (!account) return null;
  const logo = account.branding?.logo_url;
  return <a class="house" href={at('/')}>{logo ? <img src={logo} alt="" /> : <span class="letter" aria-hidden="true">{[...account.name][0]}</span>}<span title={account.name}>{account.name}</span></a>;
}

/** The same section in the other mode; an object has another id there. */
function ModeSwitch({ groups }: { groups: Group[] }) {
  const section = place.value.path[0] ?? '';
  const there = groups.flatMap((g) => g.entries).find((e) => e.to === section);
  return (
    <div class="segments" role="group" aria-label={say('Mode')}>
      {(['test', 'live'] as const).map((m) => (
        <a key={m} data-to={m} href={at(m === 'live' && there?.test ? '/' : '/' + section, m)} aria-current={mode.value === m ? 'true' : undefined}><i aria-hidden="true" />{m === 'test' ? say('Test') : say('Live')}</a>
      ))}
    </div>
  );
}

const themes = { system: phrase('as the device'), light: phrase('light'), dark: phrase('dark') };

const initials = (name: string) => name.split(/\s+/).slice(0, 2).map((w) => [...w][0] ?? '').join('').toUpperCase();

function Who() {
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const member = me.value?.member;
  if (!member) return null;
  const stand = () => {
    const b = button.current?.getBoundingClientRect();
    if (!b || !menu.current) return;
    menu.current.style.left = b.left + 'px';
    menu.current.style.bottom = innerHeight - b.top + 6 + 'px';
  };
  const next = theme.value === 'system' ? 'dark' : theme.value === 'dark' ? 'light' : 'system';
  return (
    <div class="self who">
      <button ref={button} type="button" popovertarget="person" onClick={stand}>
        <span class="face" aria-hidden="true">{initials(member.name || member.email)}</span>
        <span class="names"><span>{member.name}</span><span class="quiet">{member.email}</span></span>
      </button>
      <div ref={menu} id="person" class="menu" popover="auto" onClick={(e) => e.target instanceof Element && e.target.closest('a') && menu.current?.hidePopover()}>
        <a href={`/dashboard/${mode.value}/profile`}><Icon name="settings" />{say('Your profile')}</a>
        <button type="button" onClick={() => setTheme(next)}><Icon name={theme.value === 'dark' ? 'moon' : 'sun'} />{say('Theme: {theme}', { theme: spoken(themes[theme.value]) })}</button>
        {offered.value.filter((l) => l !== language.value).map((l) => <button key={l} type="button" lang={l} onClick={() => void speak(l)}><Icon name="languages" />{languages[l]}</button>)}
        <button type="button" onClick={() => void leave()}><Icon name="logout" />{say('Log out')}</button>
      </div>
    </div>
  );
}
