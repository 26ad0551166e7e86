/**
 * The one vitest configuration. Every package runs it with its own folder as root:
 * `vitest run --root . --config ../../tooling/vitest.config.ts`.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    benchmark: { include: ['bench/**/*.bench.ts'] },
    reporters: ['default', 'json'],
    outputFile: { json: '.test-results/results.json' },
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Real processes, radios, sound and browsers on a machine that is shared: more tries, which the output names.
    retry: process.env.CI ? 2 : 0,
    // Tests start processes and real serial ports: on two cores, two files at a time are enough.
    maxWorkers: 2,
    pool: 'forks',
  },
});
