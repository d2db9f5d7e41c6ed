// What an embedded call and the page around it tell each other: docs/embedding-desk.md.

/** The version of the messages. */
export const contract = 1;

/** What happens in an officer's call. Events carry no personal data. */
export interface DeskEventMap {
  /** The page is there and wants to know who works here. */
  ready: Record<string, never>;
  /** The officer's token has ended: the loader asks `token` for another one. */
  token_needed: Record<string, never>;
  /** The officer has the customer. */
  taken: { session_id: string };
  nobody_waits: Record<string, never>;
  decided: { session_id: string; decision: 'approve' | 'reject' | 'unable_to_verify' };
  handed_back: { session_id: string };
  /** The call ended without a decision of this officer. */
  ended: { session_id: string; status: string };
  /** A code of the API, such as `role_required`. */
  error: { code: string };
}

export type DeskEventType = keyof DeskEventMap;
export type DeskEvent = { [T in DeskEventType]: { type: T; at: number; data: DeskEventMap[T] } }[DeskEventType];

/** What lets an officer in: his staff token, and the session if it is not to be whoever is next. */
export interface Entrance {
  token: string;
  session_id?: string;
}
