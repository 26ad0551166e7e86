/**
 * What the transports look like, as tables: all are a way to find devices, and a way to open one that gives a connection with
 * methods and listeners. Capture and playback read these tables and know nothing else of a kind of transport.
 */
import type {
  BleConnection,
  CameraConnection,
  HidConnection,
  JsonObject,
  MicrophoneConnection,
  SerialConnection,
  TransportKind,
} from '@modlink/sdk';

/**
 * What a member of a connection is.
 *
 * - `call`: an asynchronous method.
 * - `send`: the same; an argument that is text stands for its ASCII bytes.
 * - `subscribe`: the same; its last argument is a listener `(bytes, arrivalNs)`, and it gives an asynchronous function that ends
 *   the listening.
 * - `bytes`: takes a listener `(bytes, arrivalNs)`, and gives what ends the listening. What arrives while nobody listens is kept.
 * - `samples`: takes a listener `(float32 array, arrivalNs)`. What arrives while nobody listens is dropped, as with
 * - `pictures`: takes a listener `(bytes, { arrivalNs, captureNs, lost })`.
 * - `property`: says something of the connection, from the opening on.
 * - `state`: whether it is open.
 */
export type MemberRole = 'call' | 'send' | 'subscribe' | ListenerRole | 'property' | 'state';

/** How a listener gets what arrives. */
export type ListenerRole = 'bytes' | 'samples' | 'pictures';

/** What captures call the function that ends a subscription; its argument is the number of the call that subscribed. */
export const unsubscribeMethod = 'unsubscribe';

/** The members of a connection, but for what every connection has: its name, `onClose` and `close`. */
export type ConnectionShape = Readonly<Record<string, MemberRole>>;

/** One kind of transport. */
export interface TransportShape {
  /** The method that finds devices. */
  readonly find: 'list' | 'scan';
  /** What names a device: in what `find` gives, in what opens it, and in its connection. */
  readonly id: 'path' | 'id';
  /** The methods that open a device, and the connections that they give. */
  readonly openers: Readonly<Record<string, ConnectionShape>>;
  /** What `find` says at playback of a device that was opened without having been found. */
  describe(opener: string, options: JsonObject): JsonObject;
}

/** Makes the compiler refuse a table that leaves a member of a connection out, or has one that is not there. */
const shapeOf = <Connection>(
  shape: Readonly<Record<Exclude<keyof Connection, 'path' | 'id' | 'onClose' | 'close'>, MemberRole>>,
): ConnectionShape => shape;

/** All kinds of transports. */
export const transportShapes: Readonly<Record<TransportKind, TransportShape>> = {
  serial: {
    find: 'list',
    id: 'path',
    openers: {
      open: shapeOf<SerialConnection>({
        isOpen: 'state',
        onData: 'bytes',
        write: 'send',
        setSignals: 'call',
      }),
    },
    describe: (_, { path }) => ({ path, identity: path }),
  },
  hid: {
    find: 'list',
    id: 'path',
    openers: {
      open: shapeOf<HidConnection>({
        onInputReport: 'bytes',
        sendOutputReport: 'call',
        sendFeatureReport: 'call',
        getFeatureReport: 'call',
        getReportDescriptor: 'call',
      }),
    },
    describe: (_, { path }) => ({ path, identity: path, vendorId: 0, productId: 0 }),
  },
  ble: {
    find: 'scan',
    id: 'id',
    openers: {
      connect: shapeOf<BleConnection>({
        mtuBytes: 'property',
        services: 'call',
        readRssiDbm: 'call',
        read: 'call',
        write: 'call',
        subscribe: 'subscribe',
      }),
    },
    describe: (_, { id }) => ({ id, identity: `ble:${String(id)}`, serviceUuids: [] }),
  },
  media: {
    find: 'list',
    id: 'id',
    openers: {
      openCamera: shapeOf<CameraConnection>({ mode: 'property', onPicture: 'pictures' }),
      openMicrophone: shapeOf<MicrophoneConnection>({ mode: 'property', onSamples: 'samples' }),
    },
    describe: (opener, { id, mode }) => ({
      kind: opener === 'openCamera' ? 'camera' : 'microphone',
      id,
      identity: id,
      label: id,
      modes: mode === undefined ? [] : [mode],
    }),
  },
};
