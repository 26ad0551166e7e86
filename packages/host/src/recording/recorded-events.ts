import type { Unsubscribe } from '@modlink/sdk';
import type { HostEvents } from '../events/host-events.js';
import { describeExit } from '../supervisor/isolate-errors.js';
import type { RecordingSession } from './recording-session.js';

/** Writes what befalls the recorded devices into a recording. */
export function forwardEvents(
  events: HostEvents,
  session: RecordingSession,
  concerns: (deviceId: string) => boolean,
): Unsubscribe {
  return events.onAny((event) => {
    if (event.type === 'machine-suspended') {
      const { fromNs, toNs } = event;
      session.addEvent({
        type: 'gap',
        timestampNs: toNs,
        label: 'The machine slept',
        data: { gapFromNs: String(fromNs), gapToNs: String(toNs) },
      });
      return;
    }
    if (event.type === 'clock-adjusted') {
      const { timestampNs, fromNs, toNs } = event;
      session.addEvent({
        type: 'clock-adjusted',
        timestampNs,
        label: 'The wall clock of the machine was set',
        data: { fromNs: String(fromNs), toNs: String(toNs) },
      });
      return;
    }
    if (!('deviceId' in event) || event.deviceId === undefined || !concerns(event.deviceId)) return;
    const { deviceId, timestampNs } = event;
    switch (event.type) {
      case 'marker':
        session.addEvent({
          type: 'marker',
          timestampNs: event.markerNs,
          deviceId,
          label: event.label,
          data: event.data,
        });
        break;
      case 'connection-lost':
        session.addEvent({ type: 'connection-lost', timestampNs, deviceId, data: event.detail });
        break;
      case 'command-run':
        session.addEvent({
          type: 'command',
          timestampNs: event.beganNs,
          deviceId,
          label: event.command,
          data: {
            arguments: event.arguments,
            endedNs: String(timestampNs),
            ...(event.error === undefined
              ? { result: event.result }
              : { error: { code: event.error.code ?? null, message: event.error.message } }),
          },
        });
        break;
      case 'isolate-failed':
        session.addEvent({
          type: 'connection-lost',
          timestampNs,
          deviceId,
          label: `The driver ${describeExit(event)}`,
          data: { cause: event.cause, exitCode: event.exitCode, signal: event.signal },
        });
        break;
      case 'restarted':
        session.addEvent({
          type: 'restart',
          timestampNs,
          deviceId,
          label: 'The driver was started again',
          data: { gapFromNs: String(event.gapFromNs), gapToNs: String(event.gapToNs) },
        });
        break;
      case 'reconnected':
        session.addEvent({
          type: 'reconnected',
          timestampNs,
          deviceId,
          label: 'The device is back',
          data: { gapFromNs: String(event.gapFromNs), gapToNs: String(event.gapToNs) },
        });
        break;
      case 'data-resumed':
        session.addEvent({
          type: 'gap',
          timestampNs,
          deviceId,
          streamId: event.streamId,
          label: 'No data came',
          data: { gapFromNs: String(event.gapFromNs ?? event.gapToNs), gapToNs: String(event.gapToNs) },
        });
        break;
      case 'frames-dropped':
        session.addEvent({
          type: 'overflow',
          timestampNs,
          deviceId,
          streamId: event.streamId,
          label: 'The host did not keep up with the driver',
          data: { droppedFrames: event.count },
        });
        break;
    }
  });
}
