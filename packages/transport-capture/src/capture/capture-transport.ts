import {
  type Clock,
  type JsonObject,
  type TransportKind,
  type TransportMap,
  transportKinds,
} from '@modlink/sdk';
import { encodeBytes } from '../format/json-bytes.js';
import { transportShapes } from '../transport-shapes.js';
import { type AnyConnection, captureConnection, type Method } from './capture-connection.js';
import type { OpenSink } from './capture-sink.js';

/** More devices than anybody has around; but Bluetooth addresses of phones change without end. */
const rememberedDevices = 500;

/** How transports are captured. */
export interface CaptureOptions {
  /** The host clock, by which arrivals are stamped. */
  readonly clock: Clock;
  /** Asked once per connection that a driver opens, for where its capture goes. */
  readonly openSink: OpenSink;
  /** Versions that stand in the capture, by name: of the driver, of the host. */
  readonly software?: Readonly<Record<string, string>> | undefined;
  /** Told when a capture cannot be written (any further). The connection goes on without. */
  readonly onFailed?: ((error: unknown) => void) | undefined;
}

/** Transports that write down what goes over them, and are otherwise as they were. */
export function captureTransports(
  transports: Partial<TransportMap>,
  options: CaptureOptions,
): Partial<TransportMap> {
  const captured: Partial<Record<TransportKind, unknown>> = {};
  for (const kind of transportKinds) {
    const transport = transports[kind];
    if (transport !== undefined) captured[kind] = captureTransport(kind, transport, options);
  }
  return captured as Partial<TransportMap>;
}

/** One transport that writes down what goes over it, and is otherwise as it was. */
export function captureTransport<Kind extends TransportKind>(
  kind: Kind,
  transport: TransportMap[Kind],
  options: CaptureOptions,
): TransportMap[Kind] {
  const shape = transportShapes[kind];
  const inner = transport as unknown as Readonly<Record<string, unknown>>;
  const method = (name: string): Method => (inner[name] as Method).bind(transport);
  /** What was found of late, by name: it says more of a device than what opens it. */
  const found = new Map<unknown, JsonObject>();
  const remember = (device: object): void => {
    const described = encodeBytes(device) as JsonObject;
    found.delete(described[shape.id]);
    found.set(described[shape.id], described);
    if (found.size > rememberedDevices) found.delete(found.keys().next().value);
  };

  const captured: Record<string, Method> = {
    async [shape.find](...args) {
      const devices = (await method(shape.find)(...args)) as readonly object[];
      for (const device of devices) remember(device);
      return devices;
    },
  };
  if ('watch' in inner) captured.watch = method('watch');
  for (const [opener, connectionShape] of Object.entries(shape.openers)) {
    captured[opener] = async (openOptions) => {
      const startNs = options.clock.nowNs();
      const connection = (await method(opener)(openOptions)) as AnyConnection;
      const encoded = encodeBytes(openOptions) as JsonObject;
      return captureConnection(connection, shape.id, connectionShape, {
        header: {
          startNs,
          kind,
          open: { method: opener, options: encoded },
          device: found.get(encoded[shape.id]),
          software: options.software,
        },
        openSink: options.openSink,
        clock: options.clock,
        onFailed: options.onFailed ?? (() => {}),
      });
    };
  }
  return captured as unknown as TransportMap[Kind];
}
