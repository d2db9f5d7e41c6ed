// Runs the tests of pure logic: TypeScript is bundled into a folder of its own
// that goes away afterwards.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { cssText } from '../../../web/scripts/css-text.mjs';
import { words } from '../../../web/scripts/words.mjs';

const logic = fileURLToPath(new URL('logic', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'basekyc-logic-'));
try {
  await build({
    entryPoints: readdirSync(logic).filter((f) => f.endsWith('.test.ts')).map((f) => join(logic, f)),
    bundle: true, platform: 'node', format: 'esm', outdir: out, outExtension: { '.js': '.mjs' }, logLevel: 'warning',
    plugins: [cssText(['es2021']), words],
  });
  const files = readdirSync(out).map((f) => join(out, f));
  process.exitCode = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(out, { recursive: true });
}
