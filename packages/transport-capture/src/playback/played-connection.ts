import type { DataListener, JsonValue, PictureListener, SamplesListener } from '@modlink/sdk';
import { encodeArguments } from '../format/json-bytes.js';
import { textAsBytes } from '../format/text-bytes.js';
import { type ConnectionShape, type ListenerRole, unsubscribeMethod } from '../transport-shapes.js';
import type { ArrivalListener } from './arrivals.js';
import type { Player } from './player.js';

/**
 * A connection of some kind, whose other end a player is.
 * @param head - the name of what was opened, and what the connection says of itself.
 */
export function playedConnection(player: Player, shape: ConnectionShape, head: object): object {
  const connection: Record<string, unknown> = {
    ...head,
    onClose: player.onClose.bind(player),
    close: async () => player.close(),
  };
  for (const [name, role] of Object.entries(shape)) {
    switch (role) {
      case 'property':
        break;
      case 'state':
        Object.defineProperty(connection, name, { enumerable: true, get: () => player.isOpen });
        break;
      case 'call':
      case 'send':
        connection[name] = async (...args: unknown[]) =>
          player.call(name, encodeArguments(role === 'send' ? args.map(textAsBytes) : args));
        break;
      case 'subscribe':
        connection[name] = async (...args: unknown[]) =>
          subscribe(player, name, encodeArguments(args.slice(0, -1)), args.at(-1));
        break;
      default:
        connection[name] = (listener: unknown) => player.onArrival(arrivalListener(role, listener));
    }
  }
  return connection;
}

async function subscribe(
  player: Player,
  method: string,
  args: readonly JsonValue[],
  listener: unknown,
): Promise<() => Promise<void>> {
  const call = await player.subscribe(method, args, arrivalListener('bytes', listener));
  let hasEnded = false;
  return async () => {
    if (hasEnded || !player.isOpen) return;
    hasEnded = true;
    await player.call(unsubscribeMethod, [call]);
    player.endSubscription(call);
  };
}

/** What a listener of this role gets of what arrives. */
function arrivalListener(role: ListenerRole, listener: unknown): ArrivalListener {
  switch (role) {
    case 'bytes':
      return ({ bytes, arrivalNs }) => (listener as DataListener)(bytes, arrivalNs);
    case 'samples':
      return ({ bytes, arrivalNs }) =>
        (listener as SamplesListener)(
          new Float32Array(bytes.slice().buffer, 0, bytes.length >> 2),
          arrivalNs,
        );
    case 'pictures':
      return ({ bytes, ...picture }) => (listener as PictureListener)(bytes, picture);
  }
}
