// Makes the one declaration file of the SDK out of its public types. They import
// each other only, so that taking the imports out leaves one complete file.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const topics = ['view', 'errors', 'events', 'theme', 'options', 'diagnosis'];

const tail = `
/** Prepares a verification. Nothing is shown or asked before \`start\`. Throws \`invalid_options\`. */
export declare function create(options: Options): Handle;

/** Looks at everything that a call needs, without a session. Throws \`invalid_options\` only: what fails is a finding. */
export declare function diagnose(options?: DiagnoseOptions): Promise<Diagnosis>;

/** The SDK; also \`window.BaseKYC\` after \`<script type="module" src="…/sdk/basekyc.js">\`. */
export declare const BaseKYC: { readonly create: typeof create; readonly diagnose: typeof diagnose; readonly Error: typeof BaseKYCError };

declare global {
  interface Window { BaseKYC: typeof BaseKYC }
}
`;

/** The text of basekyc.d.ts for the sources in a folder. */
export async function declarations(src) {
  const parts = await Promise.all(topics.map(async (t) => declare(await readFile(join(src, 'types', t + '.ts'), 'utf8'))));
  return '// Made by web/scripts/build.mjs from sdk/web/src/types. Do not edit.\n\n' + parts.join('\n') + tail;
}

function declare(source) {
  return source
    .replace(/^import type .*;\n+/gm, '')
    // the one class among the types: its declaration is its head without the bodies
    .replace(/export class/g, 'export declare class')
    .replace(/( {2}constructor\([^)]*\)) \{[\s\S]*?\n {2}\}/g, '$1;')
    .replace(/(code: ErrorCode, message: string), status = 0, retryAfter = 0/, '$1, status?: number, retryAfter?: number');
}
