import {
  type JsonObject,
  TransportError,
  type TransportKind,
  type TransportMap,
  transportKinds,
} from '@modlink/sdk';
import type { Capture } from '../format/capture-file.js';
import { encodeBytes } from '../format/json-bytes.js';
import { transportShapes } from '../transport-shapes.js';
import { type CapturedDevice, devicesOf, isWanted } from './captured-device.js';
import type { PlaybackClock } from './playback-clock.js';
import { playedConnection } from './played-connection.js';
import { Player } from './player.js';

/** What is played, and on which clock. */
export interface PlaybackOptions {
  /** One per connection that the driver opens. */
  readonly captures: readonly Capture[];
  /**
   * By which it is played: a virtual clock in tests, the host's in a host. Begun at a capture's `header.startNs`, even the
   * times of the frames are the same.
   */
  readonly clock: PlaybackClock;
  /** Asks for the one lease on a device, as a host grants it. Each device has one holder when absent, too. */
  readonly lease?: ((resource: string) => Promise<() => void>) | undefined;
  /**
   * Told once per connection when nothing more comes unless the driver makes the call that it made then, or closes: the
   * capture is over, as far as it goes by itself.
   */
  readonly onWaiting?: ((capture: Capture) => void) | undefined;
}

/**
 * Transports on which captures are the devices, of all kinds: what was not captured is not there.
 *
 * A search finds what was captured. Opening a device plays its capture from the beginning; where there are several of one
 * device, one after the other in the order of their making, and then from the first again. What the driver calls must be
 * what it called then, else the call fails with `CAPTURE_MISMATCH`.
 */
export function playCaptures(options: PlaybackOptions): TransportMap {
  const leased = { ...options, lease: options.lease ?? localLeases() };
  return Object.fromEntries(
    transportKinds.map((kind) => [kind, playTransport(kind, leased)]),
  ) as unknown as TransportMap;
}

type LeasedOptions = PlaybackOptions & { readonly lease: NonNullable<PlaybackOptions['lease']> };

function playTransport(kind: TransportKind, options: LeasedOptions): object {
  const shape = transportShapes[kind];
  const devices = devicesOf(kind, options.captures);
  const present = () => [...devices.values()].filter(({ isThere }) => isThere);
  const watchers = new Set<() => void>();
  const transport: Record<string, (...args: never[]) => unknown> = {
    async [shape.find](wanted: { serviceUuids?: readonly string[]; signal?: AbortSignal } = {}) {
      wanted.signal?.throwIfAborted();
      const found = present().map((device) => device.describe());
      return found.filter((device) => isWanted(device, wanted.serviceUuids));
    },
  };
  if (shape.find === 'list') {
    transport.watch = (onChange: () => void) => {
      const watcher = () => onChange();
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    };
  }
  for (const [opener, connectionShape] of Object.entries(shape.openers)) {
    transport[opener] = async (openOptions: { readonly signal?: AbortSignal }) => {
      openOptions.signal?.throwIfAborted();
      const encoded = encodeBytes(openOptions) as JsonObject;
      const name = String(encoded[shape.id]);
      const device = devices.get(name);
      if (!device?.isThere) throw notThere(kind, name, present());
      const release = await options.lease(`capture:${kind}:${name}`);
      const player = playerOf(options, release, () => device.take(opener, encoded), {
        keepsArrivals: Object.values(connectionShape).includes('bytes'),
        onEnd(loss) {
          device.ended(loss);
          release();
          if (!device.isThere) for (const onChange of watchers) onChange();
        },
      });
      const properties = await openUnlessAborted(player, openOptions.signal);
      return playedConnection(player, connectionShape, { [shape.id]: name, ...properties });
    };
  }
  return transport;
}

function playerOf(
  { clock, onWaiting }: PlaybackOptions,
  release: () => void,
  take: () => Capture,
  options: { readonly keepsArrivals: boolean; readonly onEnd: (loss: TransportError | undefined) => void },
): Player {
  try {
    const capture = take();
    return new Player({ ...options, capture, clock, onWaiting: () => onWaiting?.(capture) });
  } catch (error) {
    release();
    throw error;
  }
}

async function openUnlessAborted(player: Player, signal: AbortSignal | undefined): Promise<object> {
  const opening = player.open().then((properties) => (properties ?? {}) as object);
  if (signal === undefined) return opening;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([opening, aborted]);
  } catch (error) {
    opening.catch(() => {});
    player.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function notThere(kind: TransportKind, name: string, present: readonly CapturedDevice[]): TransportError {
  const captured = present.map((device) => device.name).join(', ');
  return new TransportError(
    'DEVICE_NOT_FOUND',
    `${name} (${kind}) is not among what is played. There is: ${captured || 'nothing of this kind'}.`,
    { subject: { path: name } },
  );
}

function localLeases(): (resource: string) => Promise<() => void> {
  const held = new Set<string>();
  return async (resource) => {
    if (held.has(resource)) {
      throw new TransportError('DEVICE_BUSY', `${resource} is open already. Close it first.`);
    }
    held.add(resource);
    return () => held.delete(resource);
  };
}
