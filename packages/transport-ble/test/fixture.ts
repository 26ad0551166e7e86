import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock, TransportError, type TransportRuntime } from '@modlink/sdk';
import { afterAll, beforeAll } from 'vitest';

/** What a host gives a transport: its clock, and leases that know their holder. */
export function createRuntime(holders = new Map<string, string>(), holder = 'a driver'): TransportRuntime {
  return {
    clock: createSystemClock(),
    async lease(resource) {
      const other = holders.get(resource);
      if (other !== undefined) throw new TransportError('DEVICE_BUSY', `${resource} is held by ${other}.`);
      holders.set(resource, holder);
      return () => void holders.delete(resource);
    },
  };
}

/** Radios of these tests meet in a folder of their own. */
export function useOwnFolder(): void {
  let folder: string;
  const before = process.env.XDG_RUNTIME_DIR;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modlink-radio-'));
    process.env.XDG_RUNTIME_DIR = folder;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
    else process.env.XDG_RUNTIME_DIR = before;
    await rm(folder, { recursive: true, force: true });
  });
}

export const patience = { timeout: 15_000, interval: 5 };
