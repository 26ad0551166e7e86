import { join } from 'node:path';
import { createHost, type Device, type Host, type HostEvent, type HostOptions } from '@modlink/host';
import { type CytonProcess, type CytonSimulatorOptions, startCytonProcess } from '@modlink/simulators';
import { onTestFinished } from 'vitest';
import { repository, temporaryFolder } from './folders.js';

export interface CytonSetup {
  readonly simulator: CytonProcess;
  readonly host: Host;
  readonly device: Device;
  readonly events: HostEvent[];
  readonly folder: string;
}

/** A simulated board on a pseudo-terminal, connected by a host whose driver runs in a child process. */
export async function connectCyton(
  board: CytonSimulatorOptions,
  options: HostOptions = {},
): Promise<CytonSetup> {
  const simulator = await startCytonProcess(board);
  onTestFinished(() => simulator.close());
  const folder = await temporaryFolder();
  const events: HostEvent[] = [];
  const host = await createHost({
    home: folder,
    appRoot: join(repository, 'apps', 'cli'),
    transports: { serial: '@modlink/transport-serial' },
    driverSettings: { 'openbci-cyton': { port: simulator.path } },
    recordingsFolder: folder,
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => host.close());
  const { devices, failures } = await host.search({ driverId: 'openbci-cyton' });
  if (failures[0]) throw failures[0].error;
  const found = devices.find(({ result }) => result.extra?.path === simulator.path);
  if (found === undefined) throw new Error(`the search did not find ${simulator.path}`);
  return { simulator, host, device: await host.connect(found), events, folder };
}
