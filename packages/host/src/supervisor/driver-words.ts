import type { HostEvents } from '../events/host-events.js';
import type { IsolateExit } from './carrier.js';
import type { DeviceMessage } from './isolate.js';

/** Whose words they are. A driver that only searches has no device. */
export interface Speaker {
  readonly driverId: string;
  readonly deviceId: string | undefined;
}

/** Tells the host's listeners what a driver reports, logs or prints, and how its process ended. */
export function driverWords(events: HostEvents, { driverId, deviceId }: Speaker) {
  const speaker = { driverId, deviceId };
  return {
    onMessage(message: DeviceMessage): void {
      if (message.type === 'report') {
        events.emit('report', { ...speaker, level: message.level, message: message.message });
      } else if (message.type === 'log') {
        events.emit('log', { ...speaker, level: message.level, message: message.message });
      } else if (message.type === 'capture-started' || message.type === 'playback-ended') {
        events.emit(message.type, { ...speaker, path: message.path });
      }
    },
    onOutput(level: 'info' | 'warn', message: string): void {
      events.emit('log', { ...speaker, level, message });
    },
    onExit({ cause, exitCode, signal, stderr }: IsolateExit): void {
      if (cause !== 'closed') events.emit('isolate-failed', { ...speaker, cause, exitCode, signal, stderr });
    },
  };
}
