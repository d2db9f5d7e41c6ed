import type { View } from '../types/view.js';

/**
 * Of two views of a session the one with the higher version. On a tie the one
 * that came: the place in the queue moves without a new version.
 */
export function newest(known: View | null, came: View): View {
  return known && known.id === came.id && known.version > came.version ? known : came;
}
