/** What happens in a host, in words for people. */
import type { JsonValue } from '@modlink/sdk';
import type { HostEvent } from './host-events.js';

/** What happened, in a line. */
export interface EventWords {
  /** `detail`: what was asked for has happened, or it concerns only whoever debugs a driver. */
  readonly level: 'detail' | 'info' | 'warning' | 'error';
  readonly text: string;
}

/** An event in words; `undefined` for those that only hint at something to look at. */
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
    case 'clock-adjusted':
      return warning(
        `The clock of the computer was set by ${secondsText(event.toNs - event.fromNs)}: timestamps go on as before`,
      );
    case 'reconnect-gave-up':
    case 'gave-up':
      return error(`${event.deviceId}: ${event.error.message}`);
    case 'frames-refused':
      return warning(
        `${event.deviceId}: ${framesText(event.count)} of ${event.streamKey} refused: ${event.message}`,
      );
    case 'frames-dropped':
      return warning(`${event.streamId}: ${framesText(event.count)} dropped, this computer did not keep up`);
    case 'report':
      return { level: event.level, text: `${event.deviceId ?? event.driverId}: ${event.message}` };
    case 'log': {
      const text = `${event.deviceId ?? event.driverId}: ${event.message}`;
      return { level: event.level === 'error' ? 'error' : 'detail', text };
    }
    case 'capture-started':
      return info(`${event.deviceId ?? event.driverId}: raw bytes go to ${event.path}`);
    case 'playback-ended':
      return info(`${event.deviceId ?? event.driverId}: ${event.path} is over`);
    case 'device-connected':
      return detail(`${event.deviceId}: ${event.title} is connected`);
    case 'device-disconnected':
      return detail(`${event.deviceId}: disconnected`);
    case 'streaming-started':
      return detail(`${event.deviceId}: streams`);
    case 'streaming-stopped':
      return detail(`${event.deviceId}: streams no more`);
    case 'command-run':
      return detail(
        event.error === undefined
          ? `${event.deviceId}: the command "${event.command}" has run`
          : `${event.deviceId}: the command "${event.command}" failed: ${event.error.message}`,
      );
    case 'marker':
      return detail(`${event.deviceId}: marker "${event.label}"`);
    case 'recording-started':
      return detail(`Recording to ${event.path}`);
    case 'recording-low-space':
      return warning(
        `The disk has ${(event.freeBytes / 1e6).toFixed(0)} MB left: the recording ${event.path} ends in ` +
          `${((event.lastsMs ?? 0) / 60_000).toFixed(1)} minutes unless space is made`,
      );
    case 'recording-finished':
      return detail(`The recording ${event.path} is complete`);
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

const detail = (text: string): EventWords => ({ level: 'detail', text });
const info = (text: string): EventWords => ({ level: 'info', text });
const warning = (text: string): EventWords => ({ level: 'warning', text });
const error = (text: string): EventWords => ({ level: 'error', text });

const framesText = (count: number): string =>
  `${count.toLocaleString('en-US')} frame${count === 1 ? '' : 's'}`;

const gapText = ({ gapFromNs, gapToNs }: { readonly gapFromNs: bigint; readonly gapToNs: bigint }): string =>
  `${(Number(gapToNs - gapFromNs) / 1e9).toFixed(1)} s`;

/** `+2.500 s` */
const secondsText = (durationNs: bigint): string =>
  `${durationNs < 0n ? '-' : '+'}${(Math.abs(Number(durationNs)) / 1e9).toFixed(3)} s`;

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
