/**
 * The dongle's end of Bluegiga's BGAPI ("Bluetooth Smart Software API Reference Manual" 1.3: "Message format" and the chapters of
 * the classes), as the driver does not make it.
 */

/** A message as it is on the wire: class, number, content. */
export interface DongleMessage {
  readonly messageClass: number;
  readonly id: number;
  readonly payload: Buffer;
}

function encode(type: number, messageClass: number, id: number, payload: readonly number[]): Buffer {
  return Buffer.from([type | (payload.length >> 8), payload.length & 0xff, messageClass, id, ...payload]);
}
export const encodeResponse = (messageClass: number, id: number, payload: readonly number[] = []): Buffer =>
  encode(0x00, messageClass, id, payload);
export const encodeEvent = (messageClass: number, id: number, payload: readonly number[]): Buffer =>
  encode(0x80, messageClass, id, payload);

/** Little-endian. */
export const u16 = (value: number): number[] => [value & 0xff, value >> 8];
/** An array has its length before it. */
export const array = (bytes: Iterable<number>): number[] => {
  const content = [...bytes];
  return [content.length, ...content];
};
/** The last byte first. */
export const address = (id: string): number[] =>
  id
    .split(':')
    .map((digits) => Number.parseInt(digits, 16))
    .reverse();
export const uuidBytes = (uuid: string): number[] =>
  [...Buffer.from(uuid.replaceAll('-', ''), 'hex')].reverse();

/** Collects bytes until there are whole messages. */
export class DongleReader {
  #bytes = Buffer.alloc(0);

  push(bytes: Uint8Array): readonly DongleMessage[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const messages: DongleMessage[] = [];
    while (this.#bytes.length >= 4) {
      const [type = 0, length = 0, messageClass = 0, id = 0] = this.#bytes;
      const end = 4 + ((type & 7) << 8) + length;
      if (this.#bytes.length < end) break;
      messages.push({ messageClass, id, payload: this.#bytes.subarray(4, end) });
      this.#bytes = this.#bytes.subarray(end);
    }
    return messages;
  }
}
