import type { RouteName, RouteResponse, ServerEvent } from '@modlink/protocol';
import type { QueryClient } from '@tanstack/react-query';

/** Brings what is known of the server up to date with what happened. */
export function applyEvent(queries: QueryClient, event: ServerEvent): void {
  const askAgain = (...names: RouteName[]): void => {
    for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
  };
  switch (event.type) {
    case 'resync-required':
      void queries.invalidateQueries();
      break;
    case 'device':
      queries.setQueryData<RouteResponse<'listDevices'>>(['listDevices'], (known) => {
        const others = known?.devices.filter(({ deviceId }) => deviceId !== event.device.deviceId) ?? [];
        const devices = [...others, event.device].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
        return { devices };
      });
      break;
    case 'streams-changed':
      askAgain('listStreams');
      break;
    case 'drivers-changed':
      askAgain('listDrivers', 'getDriverSettings');
      break;
    case 'recording':
      askAgain('runningRecordings');
      break;
    case 'recordings-changed':
      askAgain('runningRecordings', 'listRecordings', 'getRecording');
      break;
    case 'replay':
      queries.setQueryData(['getReplay', { params: { replayId: event.replay.replayId } }], event.replay);
      askAgain('listReplays');
      break;
    case 'replay-closed':
      askAgain('listReplays');
      break;
    case 'export':
      askAgain('listExports', 'getExport');
      break;
    case 'import':
      queries.setQueryData<RouteResponse<'listImports'>>(['listImports'], (known) => {
        if (known === undefined) return undefined;
        const { importId } = event.import;
        const at = known.imports.findIndex((each) => each.importId === importId);
        return { imports: at < 0 ? [...known.imports, event.import] : known.imports.with(at, event.import) };
      });
      break;
    case 'settings-changed':
      askAgain('hostSettings', 'getDriverPolicy', 'getDevicePolicy', 'host');
      break;
    case 'health-changed':
      askAgain('driverHealth', 'deviceHealth');
      break;
    case 'package-job':
      askAgain('listPackageJobs');
      if (event.job.state === 'finished') {
        askAgain('listPackages', 'outdatedPackages', 'searchPackages', 'suggestPackages', 'listDrivers');
      }
      break;
    case 'log':
      askAgain('logs');
      break;
  }
}
