import { build } from 'esbuild';

await build({
  entryPoints: ['main.ts'],
  outfile: 'dist/main.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // They start files of their own, or read their package.json: see the README of the examples.
  external: ['@modlink/host', '@modlink/server', '@modlink/driver-*', '@modlink/transport-*'],
  // Packages in CommonJS among the bundled ones ask for Node's modules by require, which an ES module has not.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});
