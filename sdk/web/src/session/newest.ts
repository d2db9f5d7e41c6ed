import type { View } from '../types/view.js';

/** Of two views of a session the one with the higher version; the known one on a tie. */
export function newest(known: View | null, came: View): View {
  return known && known.id === came.id && known.version >= came.version ? known : came;
}
