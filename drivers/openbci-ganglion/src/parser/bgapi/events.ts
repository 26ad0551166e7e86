import type { BgapiMessage } from './message.js';

/** What the dongle tells by itself; the chapters of the classes say what stands where. */
export type BgapiEvent =
  /** "Generic Access Profile", `scan_response`: an advertisement, or what a device answered to the scan. */
  | {
      readonly type: 'scan-response';
      readonly rssiDbm: number;
      /** As people write it: `c0:ff:ee:00:00:01`. */
      readonly address: string;
      /** 0 public, 1 random. */
      readonly addressType: number;
      readonly data: Uint8Array;
    }
  /** "Connection", `status`. */
  | { readonly type: 'connection-status'; readonly connection: number; readonly isConnected: boolean }
  /** "Connection", `disconnected`. */
  | { readonly type: 'disconnected'; readonly connection: number; readonly reason: number }
  /** "Attribute Client", `procedure_completed`. */
  | { readonly type: 'procedure-completed'; readonly result: number; readonly handle: number }
  /** "Attribute Client", `find_information_found`: the UUID as the SDK writes it. */
  | { readonly type: 'information-found'; readonly handle: number; readonly uuid: string }
  /** "Attribute Client", `attribute_value`: read, or notified. */
  | {
      readonly type: 'attribute-value';
      readonly handle: number;
      readonly isNotification: boolean;
      readonly value: Uint8Array;
    };

/**
 * Reads an event. Bytes in it are borrowed from the message.
 * @returns `undefined` for a response, an event of another kind, or one that is cut short. Never throws.
 */
export function parseBgapiEvent({
  isEvent,
  messageClass,
  id,
  payload,
}: BgapiMessage): BgapiEvent | undefined {
  if (!isEvent) return undefined;
  const parse = parsers.get(256 * messageClass + id);
  if (parse === undefined || payload.length < parse.minLengthBytes) return undefined;
  return parse.read(new DataView(payload.buffer, payload.byteOffset, payload.byteLength), payload);
}

interface EventParser {
  /** Of what does not vary. */
  readonly minLengthBytes: number;
  readonly read: (view: DataView, payload: Uint8Array) => BgapiEvent | undefined;
}

const parsers: ReadonlyMap<number, EventParser> = new Map<number, EventParser>([
  [
    0x0600,
    {
      minLengthBytes: 11,
      read: (view, payload) =>
        withArray(payload, 10, (data) => ({
          type: 'scan-response',
          rssiDbm: view.getInt8(0),
          address: readAddress(payload.subarray(2, 8)),
          addressType: view.getUint8(8),
          data,
        })),
    },
  ],
  [
    0x0300,
    {
      minLengthBytes: 2,
      read: (view) => ({
        type: 'connection-status',
        connection: view.getUint8(0),
        isConnected: (view.getUint8(1) & 1) === 1,
      }),
    },
  ],
  [
    0x0304,
    {
      minLengthBytes: 3,
      read: (view) => ({
        type: 'disconnected',
        connection: view.getUint8(0),
        reason: view.getUint16(1, true),
      }),
    },
  ],
  [
    0x0401,
    {
      minLengthBytes: 5,
      read: (view) => ({
        type: 'procedure-completed',
        result: view.getUint16(1, true),
        handle: view.getUint16(3, true),
      }),
    },
  ],
  [
    0x0404,
    {
      minLengthBytes: 4,
      read: (view, payload) =>
        withArray(payload, 3, (bytes) => ({
          type: 'information-found',
          handle: view.getUint16(1, true),
          uuid: readUuid(bytes),
        })),
    },
  ],
  [
    0x0405,
    {
      minLengthBytes: 5,
      read: (view, payload) =>
        withArray(payload, 4, (value) => ({
          type: 'attribute-value',
          handle: view.getUint16(1, true),
          // 1 is a notification, 2 an indication; 0 was read.
          isNotification: view.getUint8(3) !== 0,
          value,
        })),
    },
  ],
]);

function withArray(
  payload: Uint8Array,
  at: number,
  make: (bytes: Uint8Array) => BgapiEvent,
): BgapiEvent | undefined {
  const end = at + 1 + (payload[at] as number);
  return end <= payload.length ? make(payload.subarray(at + 1, end)) : undefined;
}

const hex = (bytes: Iterable<number>): string[] =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).reverse();

function readAddress(bytes: Uint8Array): string {
  return hex(bytes).join(':');
}

function readUuid(bytes: Uint8Array): string {
  return hex(bytes)
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** An address, as the dongle takes it. */
export function addressBytes(address: string): readonly number[] {
  return address
    .split(':')
    .map((digits) => Number.parseInt(digits, 16))
    .reverse();
}
