import type { Feedback } from '../types/view.js';
import type { TextKey } from '../texts.js';

const known = new Set<string>(['no_face', 'several_faces', 'too_dark', 'too_far', 'blurred', 'no_face_on_document', 'not_seen']);

/** The words for what was wrong with the last try; null for none, or one that this version does not know. */
export function feedbackKey(f: Feedback | undefined): TextKey | null {
  return f && known.has(f) ? (`feedback.${f}` as TextKey) : null;
}
