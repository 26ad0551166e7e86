import type { DataListener, PictureInfo, TransportError, Unsubscribe } from '@modlink/sdk';
import { textAsBytes } from '../format/text-bytes.js';
import { type ConnectionShape, unsubscribeMethod } from '../transport-shapes.js';
import { ConnectionLog, type ConnectionLogOptions } from './connection-log.js';

/** A method of some transport or connection. */
export type Method = (...args: unknown[]) => unknown;

/** What every connection has. */
export interface AnyConnection {
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  close(): Promise<void>;
}

/** A connection that writes down what goes over it, and is otherwise as it was. */
export function captureConnection(
  connection: AnyConnection,
  id: string,
  shape: ConnectionShape,
  options: ConnectionLogOptions,
): object {
  const log = new ConnectionLog(options);
  const inner = connection as unknown as Readonly<Record<string, unknown>>;
  const captured: Record<string, unknown> = {
    [id]: inner[id],
    onClose: connection.onClose.bind(connection),
    close: connection.close.bind(connection),
  };
  const properties: Record<string, unknown> = {};
  for (const [name, role] of Object.entries(shape)) {
    const method: Method = (...args) => (inner[name] as Method).apply(connection, args);
    switch (role) {
      case 'property':
        properties[name] = inner[name];
        Object.defineProperty(captured, name, { enumerable: true, get: () => inner[name] });
        break;
      case 'state':
        Object.defineProperty(captured, name, { enumerable: true, get: () => inner[name] });
        break;
      case 'call':
      case 'send':
        captured[name] = (...args: unknown[]) => {
          const call = log.call(name, role === 'send' ? args.map(textAsBytes) : args);
          return logged(log, call, () => method(...args));
        };
        break;
      case 'subscribe':
        captured[name] = captureSubscribe(name, method, log);
        break;
      default:
        captured[name] = captureListening(method, log);
    }
  }
  log.opened(properties);
  connection.onClose((error) => log.closed(error));
  return captured;
}

/** @param run - what makes the call; of a subscription it is written down only that it succeeded. */
async function logged<T>(log: ConnectionLog, call: number, run: () => T): Promise<Awaited<T>> {
  try {
    const value = await run();
    log.result(call, typeof value === 'function' ? undefined : value);
    return value;
  } catch (error) {
    log.error(call, error);
    throw error;
  }
}

function captureSubscribe(name: string, subscribe: Method, log: ConnectionLog): Method {
  return async (...args) => {
    const listener = args.at(-1) as DataListener;
    const call = log.call(name, args.slice(0, -1));
    const listen: DataListener = (bytes, arrivalNs) => {
      log.data(bytes, arrivalNs, { call });
      listener(bytes, arrivalNs);
    };
    const stop = (await logged(log, call, () => subscribe(...args.slice(0, -1), listen))) as Method;
    let hasEnded = false;
    return () => {
      // Ending it once more does nothing, and is not written down.
      if (hasEnded) return stop();
      hasEnded = true;
      return logged(log, log.call(unsubscribeMethod, [call]), stop);
    };
  };
}

/** However many listen, what arrives is written down once; and only while someone listens, as the transport has it. */
function captureListening(listen: Method, log: ConnectionLog): Method {
  const listeners = new Set<object>();
  let writer: object | undefined;
  return (listener) => {
    const own = {};
    listeners.add(own);
    writer ??= own;
    const stop = listen((bytes: ArrayBufferView, about: bigint | PictureInfo) => {
      if (writer === own) writeArrival(bytes, about, log);
      (listener as Method)(bytes, about);
    }) as Unsubscribe;
    return () => {
      stop();
      listeners.delete(own);
      if (writer === own) writer = listeners.values().next().value;
    };
  };
}

function writeArrival(bytes: ArrayBufferView, about: bigint | PictureInfo, log: ConnectionLog): void {
  if (typeof about === 'bigint') log.data(bytes, about);
  else {
    const { arrivalNs, captureNs, lost } = about;
    log.data(bytes, arrivalNs, { delayNs: Number(arrivalNs - captureNs), lost });
  }
}
