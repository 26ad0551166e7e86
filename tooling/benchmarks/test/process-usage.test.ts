import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { processUsage } from '../src/process-usage.js';

describe.skipIf(!existsSync('/proc/self/stat'))('what a process takes (needs Linux and its /proc)', () => {
  it('is what the process itself knows', async () => {
    // Some work that the counters can see.
    for (const endMs = performance.now() + 50; performance.now() < endMs; );
    const usage = await processUsage(process.pid);
    const { user, system } = process.cpuUsage();
    const residentMB = process.memoryUsage.rss() / 1e6;
    expect(usage?.cpuMs).toBeGreaterThan(0);
    expect(Math.abs((usage?.cpuMs ?? 0) - (user + system) / 1_000)).toBeLessThan(1_000);
    expect((usage?.memoryMB ?? 0) / residentMB).toBeGreaterThan(0.5);
    expect((usage?.memoryMB ?? 0) / residentMB).toBeLessThan(2);
  });

  it('is not known of a process that is not there', async () => {
    expect(await processUsage(2 ** 22 + 1)).toBeUndefined();
  });
});
