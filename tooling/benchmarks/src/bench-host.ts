/** The real host with the benchmark driver in it, in a home of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHost, type Device, type Host, type HostOptions } from '@modlink/host';
import type { Isolation } from '@modlink/sdk/manifest';
import type { FrameKind } from './frames.js';

const driverFolder = fileURLToPath(new URL('../driver', import.meta.url));

/** A device that the benchmark driver is to have. */
export interface BenchDevice extends Pick<FrameKind, 'payloadType' | 'dtype' | 'shape'> {
  readonly name: string;
  /** Frames per second; `null`: as many as go. */
  readonly rateHz: number | null;
}

/** A folder that is removed at the end, for homes and recordings. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'modlink-bench-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A host whose only driver is the benchmark driver. */
export function openBenchHost(
  folder: string,
  isolation: Isolation,
  devices: readonly BenchDevice[],
  options: HostOptions = {},
): Promise<Host> {
  return createHost({
    home: folder,
    appRoot: folder,
    roots: [{ kind: 'package', path: driverFolder, label: 'benchmarks' }],
    recordingsFolder: join(folder, 'recordings'),
    isolation,
    driverSettings: { benchmark: { devices: devices.map((device) => ({ ...device })) } },
    ...options,
  });
}

/** Connects all benchmark devices. */
export async function connectDevices(host: Host): Promise<readonly Device[]> {
  const { devices: found, failures } = await host.search({ driverId: 'benchmark' });
  for (const { error } of failures) throw error;
  const devices: Device[] = [];
  for (const each of found) devices.push(await host.connect(each));
  return devices;
}

/** Connects the one benchmark device, and lets it stream; its first frame has arrived when this resolves. */
export async function startOneDevice(host: Host): Promise<Device> {
  const [device] = await connectDevices(host);
  if (device === undefined) throw new Error('The benchmark driver found no device.');
  const first = host.bus.subscribe({ streams: '*' });
  await device.startStreaming();
  await first.next();
  first.close();
  return device;
}
