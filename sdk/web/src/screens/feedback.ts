import type { Feedback } from '../types/view.js';
import type { TextKey } from '../texts.js';

const known = new Set<string>(['no_face', 'several_faces', 'too_dark', 'too_far', 'blurred', 'no_face_on_document', 'not_seen']);
const ofCards = new Set<string>(['too_dark', 'too_far', 'blurred']); // what a person does about it is another thing with a card

/** The words for what was wrong with the last try, of a face or of a document; null for none, or one that this version does not know. */
export function feedbackKey(f: Feedback | undefined, of: 'face' | 'document' = 'face'): TextKey | null {
  if (!f || !known.has(f)) return null;
  return `${of === 'document' && ofCards.has(f) ? 'document' : 'feedback'}.${f}` as TextKey;
}
