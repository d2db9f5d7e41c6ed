// Builds the SDK: basekyc.js, which shows the first screen and is one file, and the parts that come after it, each
// a file with a hash in its name. A part is a module whose only export is a function of what the first file gives
// it, so that it meets the same state wherever it came from: the first attempt, a repeated one, somebody's bundle.

import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { cssText } from './css-text.mjs';
import { words } from './words.mjs';

const names = ['room', 'call', 'diagnose'];

/** Builds from `src` into `out`; `shared` are the options of esbuild. Gives the files with their text. */
export async function buildSdk(src, out, shared) {
  const list = join(src, 'parts/list.ts');
  const usual = [cssText(shared.target), words];
  const entry = { ...shared, entryPoints: [join(src, 'index.ts')], format: 'esm', outfile: join(out, 'basekyc.js') };

  const plan = await build({ ...entry, write: false, metafile: true, plugins: [...usual, listed(list, 'export const given = () => [], parts = {}')] });
  const own = new Set(Object.keys(plan.metafile.inputs).map((f) => resolve(f)));

  const asked = new Map(); // 'file name' of a shared value -> its place in what is given
  const files = new Map();
  for (const name of names) {
    const made = await build({
      ...shared, entryPoints: [join(src, 'parts', name + '.ts')], format: 'esm', write: false, outfile: join(out, name + '.js'), plugins: [...usual, borrowed(own, src)],
    });
    const text = handed(made.outputFiles[0].text, (value) => asked.get(value) ?? asked.set(value, asked.size).get(value));
    files.set(name, [`parts/${name}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.js`, text]);
  }

  const lends = [...asked.keys()].map((value, i) => {
    const [file, name] = value.split(' ');
    return `import { ${name} as x${i} } from '${join(src, file)}';`;
  });
  const lines = [...files].map(([name, [file]]) => `${name}: { file: '${file}', load: () => import('./${file}') }`);
  const text = `${lends.join('\n')}\nexport const given = () => [${[...asked.values()].map((i) => 'x' + i)}];\nexport const parts = { ${lines} };`;
  const first = await build({ ...entry, sourcemap: true, metafile: true, plugins: [...usual, listed(list, text)] });
  await mkdir(join(out, 'parts'), { recursive: true });
  await Promise.all([...files.values()].map(([file, body]) => writeFile(join(out, file), body)));
  return { first: Object.keys(first.metafile.outputs).find((f) => basename(f) === 'basekyc.js'), parts: Object.fromEntries([...files].map(([name, [file]]) => [name, file])) };
}

/** Puts a text in the place of parts/list.ts. The files that it names are there when the SDK runs. */
const listed = (list, contents) => ({
  name: 'listed',
  setup(b) {
    b.onResolve({ filter: /^\.\/parts\// }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
    b.onLoad({ filter: /\/parts\/list\.ts$/ }, ({ path }) => (path === list ? { contents, resolveDir: dirname(list) } : undefined));
  },
});

/** Leaves what the first file has out of a part, as imports by the name of their file. */
const borrowed = (own, src) => ({
  name: 'borrowed',
  setup(b) {
    b.onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path.replace(/\.js$/, '.ts'));
      return own.has(file) ? { path: 'first:' + relative(src, file), external: true } : undefined;
    });
  },
});

/** Turns a module that imports from the first file and exports its own into a function of what is given. */
function handed(text, place) {
  const taken = [];
  let body = text.replace(/import\s*\{([^}]*)\}\s*from\s*"first:([^"]+)";/g, (_, list, file) => {
    for (const one of list.split(',')) {
      const [name, as = name] = one.trim().split(/\s+as\s+/);
      taken.push(`${as}=given[${place(file + ' ' + name)}]`);
    }
    return '';
  });
  body = body.replace(/export\s*\{([^}]*)\};?\s*$/, (_, list) => `return{${list.split(',').map((one) => {
    const [name, as = name] = one.trim().split(/\s+as\s+/);
    return `${as}:${name}`;
  })}}`);
  if (/\b(import|export)\s*[{*]|\bfirst:/.test(body)) throw new Error('a part of the SDK imports or exports what this script does not know');
  return `export default given=>{${taken.length ? `const ${taken};` : ''}${body.trim()}};\n`;
}
