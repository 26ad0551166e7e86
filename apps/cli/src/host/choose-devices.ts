/** Which of the devices that were found are meant. */
import type { FoundDevice, Host, SearchOutcome } from '@modlink/host';
import { type JsonObject, type JsonValue, serializeError } from '@modlink/sdk';
import { CliError } from '../cli-error.js';

export interface DeviceChoice {
  readonly driverIds: readonly string[];
  /** Texts that each match one device. */
  readonly matches: readonly string[];
  /** Without a match: `one` asks of each driver that it has found exactly one, `all` takes all where nothing is to match. */
  readonly otherwise: 'one' | 'all';
}

/**
 * Searches with the drivers and takes the devices that are meant.
 * @throws {CliError} `NO_DEVICE_FOUND`, `DEVICE_NOT_MATCHED`, `DEVICE_AMBIGUOUS`, `SEARCH_FAILED`; each lists the candidates.
 */
export async function findDevices(
  host: Host,
  choice: DeviceChoice,
  signal: AbortSignal,
): Promise<readonly FoundDevice[]> {
  const { driverIds, matches, otherwise } = choice;
  const outcomes = new Map<string, SearchOutcome>(
    await Promise.all(
      driverIds.map(async (driverId) => [driverId, await host.search({ driverId, signal })] as const),
    ),
  );
  signal.throwIfAborted();
  const found = [...outcomes.values()].flatMap(({ devices }) => devices);
  if (found.length === 0) for (const [driverId, outcome] of outcomes) requireFound(driverId, outcome);
  const chosen = new Set(matches.map((match) => matchOne(found, match)));
  for (const [driverId, outcome] of outcomes) {
    if (matches.length > 0 && otherwise === 'all') break;
    if ([...chosen].some((device) => device.driverId === driverId)) continue;
    requireFound(driverId, outcome);
    const named = namedBySettings(outcome.devices, await host.drivers.settings(driverId));
    const devices = named === undefined ? outcome.devices : [named];
    if (otherwise === 'one' && devices.length > 1) throw ambiguous(`The driver "${driverId}" found`, devices);
    for (const device of devices) chosen.add(device);
  }
  return [...chosen];
}

/** Title, subtitle, identity, and every text in what the driver said. */
function textsOf({ title, subtitle, identity, result }: FoundDevice): string[] {
  const texts = [title, subtitle, identity, result.deviceId ?? '', ...textsIn(result.extra)];
  return texts.filter((text) => text !== '').map((text) => text.toLowerCase());
}

function textsIn(value: JsonValue | undefined): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return value === undefined || value === null ? [] : [String(value)];
}

function matchOne(found: readonly FoundDevice[], match: string): FoundDevice {
  const wanted = match.toLowerCase();
  // "Synthetic camera" means just that, even where "Synthetic camera 2" is there too.
  const exact = found.filter((device) => textsOf(device).includes(wanted));
  const within = found.filter((device) => textsOf(device).some((text) => text.includes(wanted)));
  const candidates = exact.length > 0 ? exact : within;
  const [device] = candidates;
  if (device === undefined) {
    throw new CliError(
      'DEVICE_NOT_MATCHED',
      `No device matches --device ${JSON.stringify(match)}. These were found:\n${listed(found)}`,
    );
  }
  if (candidates.length > 1) throw ambiguous(`--device ${JSON.stringify(match)} matches`, candidates);
  return device;
}

/** A setting may name the device: the port that it is on, its address. */
function namedBySettings(devices: readonly FoundDevice[], settings: JsonObject): FoundDevice | undefined {
  const values = Object.values(settings).flatMap((value) =>
    typeof value === 'string' ? [value.toLowerCase()] : [],
  );
  const named = devices.filter((device) => textsOf(device).some((text) => values.includes(text)));
  return named.length === 1 ? named[0] : undefined;
}

function requireFound(driverId: string, { devices, failures }: SearchOutcome): void {
  if (devices.length > 0) return;
  const [failure] = failures;
  if (failure !== undefined) {
    const { message, code } = serializeError(failure.error);
    throw new CliError('SEARCH_FAILED', `The driver "${driverId}" could not search: ${message} (${code})`, {
      cause: failure.error,
      subject: { driverId },
    });
  }
  throw new CliError(
    'NO_DEVICE_FOUND',
    `The driver "${driverId}" found no device. Plug it in and switch it on; "modlink doctor" checks ports and permissions.`,
    { subject: { driverId } },
  );
}

function ambiguous(what: string, devices: readonly FoundDevice[]): CliError {
  return new CliError(
    'DEVICE_AMBIGUOUS',
    `${what} ${devices.length} devices:\n${listed(devices)}\nName one with --device <text>, by any text that only it has; repeat --device for several.`,
  );
}

const listed = (devices: readonly FoundDevice[]): string =>
  devices
    .map(
      ({ title, subtitle, identity, driverId }) => `  ${[title, subtitle, identity, driverId].join('  ·  ')}`,
    )
    .join('\n');
