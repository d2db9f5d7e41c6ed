// What the screens render from: the server's view and the state of this device.

import type { ErrorCode } from './types/errors.js';
import type { ScreenName } from './types/events.js';
import type { View } from './types/view.js';
import type { LineState } from './call/line.js';
import type { Quality } from './call/quality.js';
import type { Supervising } from './call/socket.js';
import type { PartName } from './parts/list.js';
import type { ConsentText, Slot } from './session/door.js';

/** What the customer wrote and the server has not shown yet. */
export interface Draft {
  id: string;
  text: string;
  failed: boolean; // the server did not take it
}

export interface State {
  view: View | null;
  welcomed: boolean; // the customer has read the first screen
  consent: ConsentText | null; // the text on the screen
  ready: boolean; // the customer passed the device check
  there: readonly PartName[]; // parts of the SDK
  late: number; // how often a part of the SDK has been asked for in vain
  tries: number; // how often the request that the screen waits for has failed already
  busy: boolean; // a request of a button is under way
  notice: ErrorCode | null; // what went wrong with the last button; the screen stays
  problem: ErrorCode | null; // what ended this page
  trouble: ErrorCode | null; // why there is no camera
  live: boolean; // camera and microphone are on
  muted: boolean;
  held: boolean; // the phone took camera or microphone away
  cameras: boolean; // there is more than one
  turning: boolean; // to another camera
  lamp: boolean; // the camera that is on has one
  shining: boolean; // and it is lit
  line: LineState;
  officerHere: boolean;
  officerSeen: boolean; // the officer's picture flows
  supervisor: Supervising; // who watches, as far as the customer is told
  remote: MediaStream | null;
  deaf: boolean; // the browser wants a tap before it plays sound
  offered: boolean; // whether the customer may go elsewhere instead of waiting
  slots: Slot[]; // that the customer may choose one of instead of waiting
  sent: string; // id of the instruction whose still the server took
  drafts: Draft[];
  quality: Quality; // of the line of the call
  sending: { side: string; part: number } | null; // the still that is on its way, of which side; 0 to 1
  unsent: { side: string; code: ErrorCode } | null; // and one that was not taken, and why
}

export const blank: State = {
  view: null, welcomed: false, consent: null, ready: false, there: [], late: 0, tries: 0, busy: false, notice: null, problem: null, trouble: null,
  live: false, muted: false, held: false, cameras: false, turning: false, lamp: false, shining: false, line: 'idle', officerHere: false, officerSeen: false, supervisor: 'absent', remote: null, deaf: false, slots: [], offered: false, sent: '', drafts: [], quality: '', sending: null, unsent: null,
};

const over = new Set(['decided', 'in_audit', 'completed', 'rejected', 'expired', 'canceled', 'failed', 'recapture_required']);

/** Whether nothing more is asked of the customer. */
export const isOver = (v: View): boolean => over.has(v.status);

/** Whether a room belongs to the session. */
export const inCall = (v: View): boolean => v.status === 'in_progress' || v.status === 'interrupted';

/** Which screen shows a state: the one that is due, or the opening while its part is on its way. The call's needs the room's. */
export function screenOf(s: State): ScreenName {
  const name = due(s), part = partOf(name);
  return !part || (s.there.includes(part) && s.there.includes('room')) ? name : s.problem ? 'problem' : 'opening';
}

/** The part of the SDK that a screen comes with; null for the first. */
export function partOf(name: ScreenName): PartName | null {
  return name === 'call' ? 'call' : name === 'consent' || name === 'devices' || name === 'waiting' || name === 'end' ? 'room' : null;
}

/** Which screen is due. The server's view decides; the device only refines it. */
export function due(s: State): ScreenName {
  const v = s.view;
  if (v && isOver(v)) return 'end';
  if (s.problem) return 'problem';
  if (!v) return 'opening';
  if (v.status === 'scheduled') return 'scheduled';
  if (inCall(v)) return s.trouble ? 'devices' : 'call';
  if (v.status === 'waiting') return s.trouble ? 'devices' : 'waiting';
  const asks = v.steps.some((x) => x.id === 'consent' && x.progress !== 'done');
  if (!s.welcomed && (asks || v.again?.length)) return 'welcome';
  if (asks) return 'consent';
  return s.ready && !s.trouble ? 'waiting' : 'devices';
}

/** Holds the state and tells one listener, once a task, that it changed. */
export class Store {
  private current = blank;
  private told = true;

  constructor(private readonly changed: (now: State) => void) {}

  get now(): State {
    return this.current;
  }

  set(part: Partial<State>): void {
    const keys = Object.keys(part) as (keyof State)[];
    if (keys.every((k) => this.current[k] === part[k])) return;
    this.current = { ...this.current, ...part };
    if (!this.told) return;
    this.told = false;
    queueMicrotask(() => {
      this.told = true;
      this.changed(this.current);
    });
  }
}
