// Bundles the extension and its pages; with `--tests`, the unit tests.
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';

const node = { bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' };
const page = { bundle: true, platform: 'browser', format: 'iife', target: 'es2022', logLevel: 'warning', minify: true };

if (process.argv.includes('--tests')) {
  const tests = readdirSync('test/unit').filter(name => name.endsWith('.test.ts'));
  await build({ ...node, entryPoints: tests.map(name => `test/unit/${name}`), outdir: 'dist/test', sourcemap: 'inline' });
} else {
  await build({ ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'], minify: true });
  await build({ ...page, entryPoints: ['src/webviews/graph.ts', 'src/webviews/matrix.ts'], outdir: 'dist/webviews' });
}
