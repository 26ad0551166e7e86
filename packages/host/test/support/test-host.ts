/** Hosts over the drivers in `test/fixtures/drivers`, as users have them: built code, a folder of settings of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  createHost,
  type FoundDevice,
  type Host,
  type HostEvent,
  type HostEventType,
  type HostOptions,
} from '../../src/index.js';

const drivers = fileURLToPath(new URL('../fixtures/drivers/', import.meta.url));

export interface TestHost {
  readonly host: Host;
  readonly home: string;
  readonly seen: HostEvent[];
  /** Waits for an event that did or will happen. */
  event<Type extends HostEventType>(
    type: Type,
    wanted?: (event: HostEvent<Type>) => boolean,
  ): Promise<HostEvent<Type>>;
  found(driverId: string, title: string): Promise<FoundDevice>;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A host that ends with the test. */
export async function openTestHost(
  driverFolders: readonly string[],
  options: HostOptions = {},
): Promise<TestHost> {
  const home = options.home ?? (await temporaryFolder());
  const seen: HostEvent[] = [];
  const waiting = new Set<() => void>();
  const host = await createHost({
    home,
    appRoot: home,
    roots: driverFolders.map((folder) => ({ kind: 'package', path: join(drivers, folder), label: folder })),
    recordingsFolder: join(home, 'recordings'),
    onEvent: (event) => {
      seen.push(event);
      for (const check of waiting) check();
    },
    ...options,
  });
  onTestFinished(() => host.close());
  return {
    host,
    home,
    seen,
    event<Type extends HostEventType>(type: Type, wanted: (event: HostEvent<Type>) => boolean = () => true) {
      return new Promise<HostEvent<Type>>((resolve) => {
        const check = () => {
          const match = seen.find(
            (event) => event.type === type && wanted(event as unknown as HostEvent<Type>),
          );
          if (match === undefined) return;
          waiting.delete(check);
          resolve(match as unknown as HostEvent<Type>);
        };
        waiting.add(check);
        check();
      });
    },
    async found(driverId, title) {
      const { devices, failures } = await host.search({ driverId });
      const match = devices.find((device) => device.title === title);
      if (match === undefined) throw failures[0]?.error ?? new Error(`no device ${title}`);
      return match;
    },
  };
}
