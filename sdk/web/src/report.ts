// Turns changes of the state into events for the host page.

import { isOver, screenOf, type State } from './state.js';
import type { EventMap, EventType, ScreenName } from './types/events.js';

export type Emit = <T extends EventType>(type: T, data: EventMap[T]) => void;

export class Reporter {
  private screen: ScreenName | '' = '';
  private last: State | null = null;

  constructor(private readonly emit: Emit) {}

  /** Compares with the state reported last. */
  report(s: State): void {
    const before = this.last;
    this.last = s;
    this.reportView(s, before);
    if (s.line !== (before?.line ?? 'idle') && s.line !== 'idle') this.emit('connection', { state: s.line });
    if (s.quality && s.quality !== before?.quality) this.emit('network', { quality: s.quality });
    const screen = screenOf(s);
    if (screen !== this.screen) this.emit('screen', { screen });
    this.screen = screen;
  }

  private reportView(s: State, before: State | null): void {
    const v = s.view, old = before?.view ?? null;
    if (!v || v === old) return;
    if (!old) this.emit('opened', { session_id: v.id, status: v.status });
    if (v.status !== old?.status || v.sub_status !== old.sub_status) {
      this.emit('status', { session_id: v.id, status: v.status, sub_status: v.sub_status });
    }
    if (v.status === 'scheduled' && v.scheduled_at && v.opens_at && (v.scheduled_at !== old?.scheduled_at || v.opens_at !== old.opens_at)) {
      this.emit('scheduled', { session_id: v.id, scheduled_at: v.scheduled_at, opens_at: v.opens_at });
    }
    for (const step of v.steps) {
      if (old && old.steps.find((o) => o.id === step.id)?.progress !== step.progress) {
        this.emit('step', { step: step.id, progress: step.progress });
      }
    }
    const i = v.instruction;
    if (i && i.id !== old?.instruction?.id) {
      this.emit('instruction', {
        kind: i.kind,
        ...(i.challenge ? { challenge: i.challenge } : {}),
        ...(i.document ? { document: i.document } : {}),
        ...(i.attempt ? { attempt: i.attempt } : {}),
      });
    }
    if (isOver(v) && !(old && isOver(old))) this.emit('finished', { session_id: v.id, status: v.status });
  }
}
