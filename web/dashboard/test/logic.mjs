// Bundles a module of the dashboard for a test of its logic in Node.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export async function load(path) {
  const out = mkdtempSync(join(tmpdir(), 'basekyc-logic-'));
  const file = join(out, 'module.mjs');
  await build({ entryPoints: [fileURLToPath(new URL('../' + path, import.meta.url))], bundle: true, platform: 'node', format: 'esm', outfile: file, logLevel: 'warning', jsx: 'automatic', jsxImportSource: 'preact', loader: { '.svg': 'text' } });
  try {
    return await import(pathToFileURL(file));
  } finally {
    rmSync(out, { recursive: true });
  }
}
