import type { Bus, Host } from '@modlink/host';
import type { EventLog } from '../events/event-log.js';
import type { HostWatch } from '../events/host-watch.js';
import type { LiveLog } from '../events/live-log.js';
import type { PackageSources } from '../server-options.js';
import { deviceHandlers } from './device-handlers.js';
import { driverHandlers } from './driver-handlers.js';
import { ExportJobs } from './export-jobs.js';
import type { Handlers } from './handler.js';
import { healthHandlers } from './health-handlers.js';
import { hostHandlers } from './host-handlers.js';
import { ImportJobs } from './import-jobs.js';
import { packageHandlers } from './package-handlers.js';
import { ReplayHandlers } from './replay-handlers.js';
import { runningRecordingHandlers } from './running-recordings.js';
import { settingsHandlers } from './settings-handlers.js';
import { setupHandlers } from './setup-handlers.js';
import { StoredRecordings } from './stored-recordings.js';

export interface HandlerParts {
  readonly host: Host;
  readonly version: string;
  /** What clients have to show. */
  readonly token: string | undefined;
  readonly events: EventLog;
  readonly log: LiveLog;
  readonly watch: HostWatch;
  /** The largest file that is taken to be imported. */
  readonly importLimitBytes: number;
  /** What may be installed. */
  readonly packageSources: PackageSources;
}

/** What answers every route, and what the answers leave open until the server ends. */
export function createHandlers({
  host,
  version,
  token,
  importLimitBytes,
  packageSources,
  events,
  log,
  watch,
}: HandlerParts): {
  readonly handlers: Handlers;
  readonly busOf: (replayId: string | undefined) => Bus;
  close(): Promise<void>;
} {
  const stored = new StoredRecordings(host, () => events.publish({ type: 'recordings-changed' }));
  const exports = new ExportJobs((job) => events.publish({ type: 'export', export: job }));
  const imports = new ImportJobs({
    host,
    limitBytes: importLimitBytes,
    onChange: (job) => events.publish({ type: 'import', import: job }),
    onImported: () => events.publish({ type: 'recordings-changed' }),
  });
  const replays = new ReplayHandlers(
    host,
    (replay) => events.publish({ type: 'replay', replay }),
    (replayId) => events.publish({ type: 'replay-closed', replayId }),
  );
  const pathOf = (recordingId: string) => stored.pathOf(recordingId);
  return {
    handlers: {
      ...hostHandlers(host, log, { version, token }),
      ...settingsHandlers(host, {
        onSettings: () => {
          events.publish({ type: 'settings-changed' });
          // Another folder may be the one of the recordings.
          events.publish({ type: 'recordings-changed' });
        },
        onPolicy: () => {
          events.publish({ type: 'drivers-changed' });
          watch.publishDevices();
        },
      }),
      ...driverHandlers(host, () => events.publish({ type: 'drivers-changed' })),
      ...packageHandlers(host, packageSources),
      ...deviceHandlers(host, (deviceId) => watch.lastErrorOf(deviceId)),
      ...runningRecordingHandlers(host, (recording) => watch.publishRecording(recording)),
      ...healthHandlers(host),
      ...setupHandlers(host),
      ...stored.handlers,
      ...replays.handlers(pathOf),
      ...exports.handlers(pathOf),
      ...imports.handlers,
    },
    busOf: (replayId) => (replayId === undefined ? host.bus : host.replays.get(replayId).bus),
    async close() {
      await Promise.all([exports.close(), imports.close(), replays.close()]);
    },
  };
}
