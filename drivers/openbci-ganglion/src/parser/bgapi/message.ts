/**
 * BGAPI, the protocol of Bluegiga's USB dongle BLED112: "Bluetooth Smart Software API Reference Manual" 1.3, chapter "BGAPI
 * protocol definition - Message format". A message has four bytes before its content: type and the high bits of the length, the
 * length, the class, and the number in the class. Numbers are little-endian; an array has its length before it.
 */

/** Before the content. */
export const headerLengthBytes = 4;
/** Longer than any message of the classes that are used here. */
export const maxPayloadBytes = 128;
/** The last class: "Device Firmware Upgrade". */
export const lastClass = 9;
export const eventBit = 0x80;

/** A message of the dongle. */
export interface BgapiMessage {
  /** Whether it comes by itself: otherwise it is the response to a command. */
  readonly isEvent: boolean;
  readonly messageClass: number;
  readonly id: number;
  /** Borrowed: valid during the call that hands it over. */
  readonly payload: Uint8Array;
}

/** The commands that are used here: class and number. */
export const bgapi = {
  hello: [0, 1],
  disconnect: [3, 0],
  getRssi: [3, 1],
  findInformation: [4, 3],
  readByHandle: [4, 4],
  attributeWrite: [4, 5],
  writeCommand: [4, 6],
  discover: [6, 2],
  connectDirect: [6, 3],
  endProcedure: [6, 4],
  setScanParameters: [6, 7],
} as const satisfies Record<string, readonly [messageClass: number, id: number]>;
export type BgapiCommandName = keyof typeof bgapi;

/** A command as the dongle takes it. */
export function encodeBgapiCommand(name: BgapiCommandName, payload: readonly number[] = []): Uint8Array {
  const [messageClass, id] = bgapi[name];
  return Uint8Array.of(payload.length >> 8, payload.length & 0xff, messageClass, id, ...payload);
}

/** A number of 16 bits, as bytes. */
export function uint16(value: number): readonly number[] {
  return [value & 0xff, (value >> 8) & 0xff];
}

/** An array, as bytes. */
export function byteArray(bytes: Iterable<number>): readonly number[] {
  const content = [...bytes];
  return [content.length, ...content];
}
