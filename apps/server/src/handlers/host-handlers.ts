import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diagnosticBundle, type Host } from '@modlink/host';
import { type HostInfo, logLevels, protocolVersion } from '@modlink/protocol';
import type { LiveLog } from '../events/live-log.js';
import type { Handlers } from './handler.js';

export interface HostFacts {
  readonly version: string;
  /** What clients have to show: it is in no answer. */
  readonly token: string | undefined;
}

export function hostHandlers(
  host: Host,
  log: LiveLog,
  { version, token }: HostFacts,
): Pick<Handlers, 'health' | 'host' | 'logs' | 'diagnostics'> {
  return {
    async diagnostics() {
      const bytes = await diagnosticBundle(host, {
        log: log.entries(),
        more: { server: { version, protocolVersion } },
        secrets: token === undefined ? [] : [token],
      });
      return { bytes, fileName: `modlink-diagnostics-${new Date().toISOString().slice(0, 10)}.zip` };
    },
    health: () => ({
      status: 'ok',
      version,
      protocolVersion,
      uptimeSeconds: process.uptime(),
    }),
    async host() {
      const disk = await diskOf(host.recordings.folder);
      return {
        version,
        protocolVersion,
        nodeVersion: process.version,
        platform: `${process.platform} ${process.arch}`,
        timeNs: String(host.clock.nowNs()),
        memoryBytes: process.memoryUsage.rss(),
        safeMode: host.drivers.isSafeMode,
        recordingsFolder: host.recordings.folder,
        ...(disk !== undefined && { disk }),
      };
    },
    logs: ({ query: { level = 'info', driverId, deviceId, limit = 500 } }) => ({
      entries: log
        .entries()
        .filter(
          (entry) =>
            logLevels.indexOf(entry.level) >= logLevels.indexOf(level) &&
            (driverId === undefined || entry.driverId === driverId) &&
            (deviceId === undefined || entry.deviceId === deviceId),
        )
        .slice(-limit),
    }),
  };
}

/** The folder may not be there yet: then of the nearest one above it. */
async function diskOf(folder: string): Promise<HostInfo['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : diskOf(above);
  }
}
