import { arch, cpus, freemem, loadavg, platform, release, totalmem, uptime, version } from 'node:os';
import type { RecordingIdentity } from '@modlink/recording';
import { type JsonObject, serializeError } from '@modlink/sdk';
import type { Host } from '../host.js';
import { hostVersion } from '../recording/library-version.js';
import { maskSettings, secretsIn } from './mask-secrets.js';

const mostRecordings = 50;

/** The parts of a diagnostic bundle by name, and the secrets that must not be in any of them. */
export async function diagnosticParts(
  host: Host,
): Promise<{ readonly parts: Readonly<Record<string, unknown>>; readonly secrets: readonly string[] }> {
  const settings = await driverSettings(host);
  return {
    secrets: settings.secrets,
    parts: {
      about: about(),
      settings: { host: hostSettings(host), drivers: settings.values },
      drivers: { drivers: host.drivers.list(), diagnostics: host.drivers.diagnostics() },
      devices: host.devices.list().map((info) => ({
        ...info,
        policies: host.settings.policies(info.driverId, info.deviceId),
        settings: maskSettings(host.devices.get(info.deviceId).settings, schemaOf(host, info.driverId)),
      })),
      streams: host.bus.streams().map(({ descriptor, statistics, rates, droppedFrames }) => ({
        descriptor: descriptor.toJSON(),
        statistics: statistics.snapshot(),
        rates,
        droppedFrames,
      })),
      recordings: {
        running: host.recordings.active().map((recording) => withoutPeople(recording.snapshot())),
        space: await host.recordings.space(),
        latest: await latestRecordings(host),
      },
      health: host.health.all(),
    },
  };
}

function about(): object {
  const [cpu] = cpus();
  return {
    format: 'modlink-diagnostics',
    version: 2,
    createdAt: new Date().toISOString(),
    hostVersion,
    node: process.versions,
    system: {
      platform: platform(),
      release: release(),
      version: version(),
      arch: arch(),
      cpu: cpu?.model,
      cores: cpus().length,
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
      load: loadavg(),
      upSeconds: Math.round(uptime()),
      locale: Intl.DateTimeFormat().resolvedOptions(),
    },
    process: { memory: process.memoryUsage(), upSeconds: Math.round(process.uptime()) },
  };
}

function hostSettings({ settings, drivers }: Host): object {
  const { current, saved, overridden } = settings;
  return {
    values: current,
    saved,
    overridden,
    allowList: drivers.allowList(),
    isSafeMode: drivers.isSafeMode,
    policies: Object.fromEntries(
      drivers.list().map(({ driverId }) => [driverId, settings.ownPolicy('drivers', driverId)]),
    ),
  };
}

async function driverSettings({ drivers }: Host): Promise<{ values: object; secrets: string[] }> {
  const secrets: string[] = [];
  const values: Record<string, unknown> = {};
  for (const driver of drivers.list()) {
    if (driver.status !== 'ok' || driver.settingsSchema === undefined) continue;
    const { driverId, settingsSchema } = driver;
    try {
      const all = await drivers.settings(driverId);
      secrets.push(...secretsIn(all, settingsSchema));
      values[driverId] = maskSettings(all, settingsSchema);
    } catch (error) {
      // Its words may tell the value that does not fit, which may be a secret one.
      values[driverId] = { error: { code: serializeError(error).code } };
    }
  }
  return { values, secrets };
}

function schemaOf({ drivers }: Host, driverId: string): JsonObject | undefined {
  const driver = drivers.list().find((each) => each.driverId === driverId);
  return driver?.status === 'ok' ? driver.settingsSchema : undefined;
}

async function latestRecordings({ recordings }: Host): Promise<object> {
  try {
    const list = await recordings.list({ limit: mostRecordings });
    return {
      recordings: list.recordings.map(({ streams, drivers, ...recording }) => ({
        ...withoutPeople(recording),
        streamIds: streams.map(({ streamId }) => streamId),
        drivers: drivers.map(({ driverId, version }) => ({ driverId, version })),
      })),
      unreadable: list.unreadable,
    };
  } catch (error) {
    return errorWords(error);
  }
}

/** Who was recorded, and what was said about it, is nobody's business. */
function withoutPeople<Summary extends RecordingIdentity>({
  subject: _,
  notes: __,
  metadata: ___,
  ...summary
}: Summary): Omit<Summary, 'subject' | 'notes' | 'metadata'> {
  return summary;
}

function errorWords(error: unknown): object {
  const { code, message } = serializeError(error);
  return { error: { code, message } };
}
