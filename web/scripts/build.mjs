// Builds the pages and the SDK into web/dist, prints the SDK's gzipped size and
// fails when it is above its limit.

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { declarations } from './declarations.mjs';
import { buildSdk } from './sdk.mjs';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const sdk = join(web, '..', 'sdk', 'web');
const dist = join(web, 'dist');
const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
// Bytes, gzipped: what a customer's phone loads before it shows anything, and the product's promise for all of it.
const limits = { first: 20 * 1024, all: 50 * 1024 };
// What the phones in use understand: iOS 15, Android WebView 100.
const target = ['es2021', 'chrome100', 'safari15', 'firefox100'];

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, 'sdk'), { recursive: true });

const shared = { bundle: true, minify: true, target, logLevel: 'warning', charset: 'utf8', legalComments: 'none' };
// Developers have newer browsers than customers.
const desk = ['es2022', 'chrome111', 'safari16.4', 'firefox115'];
const pages = { ...shared, target: desk, loader: { '.svg': 'text', '.woff2': 'file' }, assetNames: 'fonts/[name]', jsx: 'automatic', jsxImportSource: 'preact' };

const { parts } = await buildSdk(join(sdk, 'src'), join(dist, 'sdk'), shared);
await Promise.all([
  ...['dashboard', 'console'].flatMap((face) => [
    build({ ...pages, entryPoints: [{ in: join(web, face, 'main.tsx'), out: face }, { in: join(web, face, face + '.css'), out: face }], format: 'esm', splitting: true, chunkNames: 'later-[hash]', outdir: join(dist, face) }),
    build({ ...pages, entryPoints: [join(web, 'member/theme.ts')], format: 'esm', outdir: join(dist, face) }),
    readFile(join(web, 'member/index.html'), 'utf8').then(async (page) => {
      await mkdir(join(dist, face), { recursive: true });
      await writeFile(join(dist, face, 'index.html'), page.replaceAll('FACE', face));
    }),
  ]),
  build({ ...shared, target: desk, entryPoints: [join(sdk, 'src/desk/index.ts')], format: 'esm', outfile: join(dist, 'sdk/desk.js') }),
  build({ ...shared, entryPoints: [join(sdk, 'src/styles/sdk.css')], outfile: join(dist, 'sdk/basekyc.css') }),
  build({ ...shared, entryPoints: [join(web, 'join/join.ts')], format: 'esm', outfile: join(dist, 'join/join.js') }),
  build({ ...shared, entryPoints: [join(web, 'join/join.css')], outfile: join(dist, 'join/join.css') }),
  build({ ...shared, entryPoints: [join(web, 'diagnose/diagnose.ts'), join(web, 'diagnose/diagnose.css')], format: 'esm', outdir: join(dist, 'diagnose') }),
  cp(join(web, 'diagnose/index.html'), join(dist, 'diagnose/index.html')),
  declarations(join(sdk, 'src')).then((text) => writeFile(join(dist, 'sdk/basekyc.d.ts'), text)),
  cp(join(sdk, 'texts'), join(dist, 'sdk/texts'), { recursive: true }),
  cp(join(web, 'join/index.html'), join(dist, 'join/index.html')),
  build({ ...shared, entryPoints: [join(web, 'start/start.css')], outfile: join(dist, 'start/start.css') }),
  build({ ...shared, entryPoints: [join(web, 'guide/guide.css')], outfile: join(dist, 'guide/guide.css') }),
  build({ ...shared, entryPoints: [join(web, 'guide/guide.ts')], format: 'esm', outfile: join(dist, 'guide/guide.js') }),
  ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((f) => cp(join(swagger, f), join(dist, 'docs', f))),
  cp(join(web, 'start/index.html'), join(dist, 'start/index.html')),
  cp(join(web, 'join/icon.svg'), join(dist, 'join/icon.svg')),
]);
await writeFile(join(dist, '.keep'), ''); // the folder is embedded also before the first build
await rm(join(sdk, 'dist'), { recursive: true, force: true });
await cp(join(dist, 'sdk'), join(sdk, 'dist'), { recursive: true }); // what the npm package holds

const packed = async (file) => gzipSync(await readFile(join(dist, 'sdk', file)), { level: 9 }).length;
const first = await packed('basekyc.js');
let all = first;
const later = [];
for (const [name, file] of Object.entries(parts)) {
  const size = await packed(file);
  all += size;
  later.push(`${name} ${size}`);
}
console.log(`sdk/basekyc.js: ${first} bytes gzipped before the first screen, limit ${limits.first}; later ${later.join(', ')}; all ${all}, limit ${limits.all}`);
if (first > limits.first || all > limits.all) {
  console.error('the SDK is above its limit');
  process.exit(1);
}
