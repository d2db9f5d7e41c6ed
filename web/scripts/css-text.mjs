// An esbuild plugin: a style sheet imported from TypeScript becomes its text,
// bundled and minified.

import { build } from 'esbuild';

export const cssText = (target) => ({
  name: 'css-text',
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const out = await build({ entryPoints: [path], bundle: true, minify: true, write: false, target, charset: 'utf8', metafile: true });
      return { contents: out.outputFiles[0].text.trim(), loader: 'text', watchFiles: Object.keys(out.metafile.inputs) };
    });
  },
});
