/** What happens in a host, in words for people. */
import type { HostEvent } from '@modlink/host';
import type { JsonValue } from '@modlink/sdk';
import { pluralText } from './quantities.js';

export interface EventWords {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** `undefined` for what is shown otherwise, or concerns only whoever debugs a driver. */
export function eventWords(event: HostEvent): EventWords | undefined {
  switch (event.type) {
    case 'connection-lost':
      return error(`${event.deviceId}: connection lost: ${detailText(event.detail)}`);
    case 'isolate-failed':
      return warning(`${event.deviceId ?? event.driverId}: the driver ${exitText(event)}`);
    case 'restart-scheduled':
      return info(
        `${event.deviceId}: starting it again in ${event.delayMs / 1000} s (attempt ${event.attempt})`,
      );
    case 'reconnecting':
      return info(
        `${event.deviceId}: looking for it again in ${event.delayMs / 1000} s (attempt ${event.attempt})`,
      );
    case 'restarted':
    case 'reconnected':
      return info(`${event.deviceId}: is back; nothing was received for ${gapText(event)}`);
    case 'data-silent': {
      const silent = `${event.streamIds.join(', ')}: no data for ${(event.silentMs / 1000).toFixed(0)} s`;
      return warning(event.action === 'report' ? silent : `${silent}; starting the stream anew`);
    }
    case 'data-resumed':
      return info(`${event.streamId}: data comes again`);
    case 'machine-suspended':
      return warning(
        `The computer slept for ${gapText({ gapFromNs: event.fromNs, gapToNs: event.toNs })}: nothing was received`,
      );
    case 'reconnect-gave-up':
    case 'gave-up':
      return error(`${event.deviceId}: ${event.error.message}`);
    case 'frames-refused':
      return warning(
        `${event.deviceId}: ${pluralText(event.count, 'frame')} of ${event.streamKey} refused: ${event.message}`,
      );
    case 'frames-dropped':
      return warning(
        `${event.streamId}: ${pluralText(event.count, 'frame')} dropped, this computer did not keep up`,
      );
    case 'report':
      return { level: event.level, text: `${event.deviceId ?? event.driverId}: ${event.message}` };
    case 'log':
      return event.level === 'error'
        ? error(`${event.deviceId ?? event.driverId}: ${event.message}`)
        : undefined;
    case 'capture-started':
      return info(`${event.deviceId ?? event.driverId}: raw bytes go to ${event.path}`);
    case 'playback-ended':
      return info(`${event.deviceId ?? event.driverId}: ${event.path} is over`);
    case 'settings-problem':
      return warning(event.message);
    case 'recording-failed':
      return error(event.error.message);
    case 'consumer-failed':
      return warning(event.error.message);
    default:
      return undefined;
  }
}

const info = (text: string): EventWords => ({ level: 'info', text });
const warning = (text: string): EventWords => ({ level: 'warning', text });
const error = (text: string): EventWords => ({ level: 'error', text });

const gapText = ({ gapFromNs, gapToNs }: { readonly gapFromNs: bigint; readonly gapToNs: bigint }): string =>
  `${(Number(gapToNs - gapFromNs) / 1e9).toFixed(1)} s`;

/** What a driver gives with a lost connection: a text, or an object with a message. */
function detailText(detail: JsonValue): string {
  if (typeof detail === 'string') return detail;
  const { message } = (detail ?? {}) as { message?: JsonValue };
  return typeof message === 'string' ? message : JSON.stringify(detail);
}

function exitText({ cause, exitCode, signal, stderr }: HostEvent<'isolate-failed'>): string {
  const ended = {
    crashed: `ended by itself (${signal ?? `exit code ${exitCode}`})`,
    hung: 'hung and was ended',
    blocked: 'did not react any more and was ended',
    'out-of-memory': 'used too much memory and was ended',
  }[cause];
  const lastLine = stderr.trim().split('\n').at(-1);
  return lastLine ? `${ended}: ${lastLine}` : ended;
}
