// The parts of the SDK that come after the first screen. The build writes this file anew (web/scripts/sdk.mjs): there
// each part is a file with a hash in its name, and `given` hands it what it shares with the first one.

export const given = (): unknown[] => [];

export const parts = {
  room: { file: '', load: () => import('./room.js') },
  call: { file: '', load: () => import('./call.js') },
  diagnose: { file: '', load: () => import('./diagnose.js') },
};

export type PartName = keyof typeof parts;
export type Parts = { [N in PartName]: Awaited<ReturnType<(typeof parts)[N]['load']>> };
