// The npm package and the script: everything public is named here.

import { create } from './create.js';
import { define } from './element.js';
import { Later } from './later.js';
import type { Diagnosis, DiagnoseOptions } from './types/diagnosis.js';
import { BaseKYCError } from './types/errors.js';

export type * from './types/view.js';
export type * from './types/events.js';
export type * from './types/options.js';
export type * from './types/theme.js';
export type * from './types/diagnosis.js';
export type { ErrorCode } from './types/errors.js';
export { BaseKYCError, create, diagnose };

/** What it needs is loaded when it is asked for. */
async function diagnose(o: DiagnoseOptions = {}): Promise<Diagnosis> {
  const part = await new Later((o.baseUrl ?? location.origin).replace(/\/+$/, ''), () => undefined, o.signal ?? new AbortController().signal).load('diagnose');
  return part.diagnose(o);
}

/** The SDK; also `window.BaseKYC` after `<script type="module" src="…/sdk/basekyc.js">`. */
export const BaseKYC = { create, diagnose, Error: BaseKYCError } as const;

define();
(globalThis as { BaseKYC?: typeof BaseKYC }).BaseKYC = BaseKYC;
