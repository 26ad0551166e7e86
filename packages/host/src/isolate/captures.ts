/** Captures of what goes over transports. Their package is loaded only where they are wanted. */
import { serializeError, type TransportMap, type TransportRuntime } from '@modlink/sdk';
import { loadTransports } from './load-transports.js';
import type { IsolateLink, LoadRequest } from './messages.js';

type Link = Pick<IsolateLink, 'send'>;

/** The transports of a driver: those that its manifest names, or captures in their place; captured themselves where asked for. */
export async function openTransports(
  request: LoadRequest,
  runtime: TransportRuntime,
  link: Link,
): Promise<Partial<TransportMap>> {
  const { playback, capture, driverId } = request;
  const transports =
    playback === undefined
      ? await loadTransports(request, runtime)
      : await playCaptures(playback, runtime, link);
  return capture === undefined
    ? transports
    : captureInto({ ...capture, driverId }, transports, runtime, link);
}

/** A file for each connection that the driver opens. */
async function captureInto(
  { driverId, folder, software }: NonNullable<LoadRequest['capture']> & { readonly driverId: string },
  transports: Partial<TransportMap>,
  { clock }: TransportRuntime,
  link: Link,
): Promise<Partial<TransportMap>> {
  const { captureFolder, captureTransports } = await import('@modlink/transport-capture');
  const onFile = (path: string) => link.send({ type: 'capture-started', path });
  return captureTransports(transports, {
    clock,
    software,
    openSink: captureFolder({ folder, name: driverId, onFile }),
    onFailed: (error) => {
      const message = `Raw bytes are not captured (any further): ${serializeError(error).message}`;
      link.send({ type: 'report', level: 'warning', message });
    },
  });
}

async function playCaptures(
  { kinds, paths }: NonNullable<LoadRequest['playback']>,
  { clock, lease }: TransportRuntime,
  link: Link,
): Promise<Partial<TransportMap>> {
  const { playCaptures, readCapture } = await import('@modlink/transport-capture');
  const played = playCaptures({
    captures: paths.map(readCapture),
    clock,
    lease,
    onWaiting: ({ name }) => link.send({ type: 'playback-ended', path: name }),
  });
  return Object.fromEntries(kinds.map((kind) => [kind, played[kind]]));
}

/** @throws {CaptureError} `CAPTURE_NOT_READABLE`, or `CAPTURE_INVALID` with the line that is damaged. */
export async function requireWholeCaptures(paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const { checkCapture, readCapture } = await import('@modlink/transport-capture');
  for (const path of paths) checkCapture(readCapture(path));
}
