import { vtableOffset } from './layout.js';

/** The elements of a vector: where they start in the message, and how many there are. */
export interface VectorSpan {
  readonly start: number;
  readonly length: number;
}

/** Why bytes are no message. */
export class MalformedMessage extends Error {}

/** The first part of a table and of a field list, and the root offset: two 16-bit lengths, or one 32-bit offset. */
const headerBytes = 4;

/**
 * The root table of a FlatBuffers message, read with every reference checked against the message's end.
 * The FlatBuffers runtime for JavaScript has no verifier, and reads on past the end in silence (FlatBuffers internals:
 * root offset, table with the distance to its field list, field list with its own length and the table's).
 */
export class MessageTable {
  readonly #view: DataView;
  readonly #table: number;
  readonly #tableBytes: number;
  readonly #vtable: number;
  readonly #vtableBytes: number;

  /** @throws {MalformedMessage} */
  constructor(bytes: Uint8Array) {
    const end = bytes.byteLength;
    if (end < 2 * headerBytes) throw new MalformedMessage('they are fewer than the smallest message has');
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, end);
    this.#table = this.#view.getUint32(0, true);
    if (this.#table < headerBytes || this.#table > end - headerBytes) {
      throw new MalformedMessage('its root points outside');
    }
    this.#vtable = this.#table - this.#view.getInt32(this.#table, true);
    if (this.#vtable < 0 || this.#vtable > end - headerBytes) {
      throw new MalformedMessage('its list of fields is outside');
    }
    this.#vtableBytes = this.#view.getUint16(this.#vtable, true);
    this.#tableBytes = this.#view.getUint16(this.#vtable + 2, true);
    if (
      this.#vtableBytes < headerBytes ||
      this.#tableBytes < headerBytes ||
      this.#vtable + this.#vtableBytes > end ||
      this.#table + this.#tableBytes > end
    ) {
      throw new MalformedMessage('it ends too early');
    }
  }

  uint8(slot: number): number | undefined {
    const at = this.#at(slot, 1);
    return at === undefined ? undefined : this.#view.getUint8(at);
  }

  uint32(slot: number): number | undefined {
    const at = this.#at(slot, 4);
    return at === undefined ? undefined : this.#view.getUint32(at, true);
  }

  int64(slot: number): bigint | undefined {
    const at = this.#at(slot, 8);
    return at === undefined ? undefined : this.#view.getBigInt64(at, true);
  }

  uint64(slot: number): bigint | undefined {
    const at = this.#at(slot, 8);
    return at === undefined ? undefined : this.#view.getBigUint64(at, true);
  }

  /** One element of a vector of 32-bit numbers. */
  uint32At(position: number): number {
    return this.#view.getUint32(position, true);
  }

  vector(slot: number, elementBytes: number): VectorSpan | undefined {
    const at = this.#at(slot, 4);
    if (at === undefined) return undefined;
    const end = this.#view.byteLength;
    const lengthAt = at + this.#view.getUint32(at, true);
    if (lengthAt > end - 4) throw new MalformedMessage('a vector is outside');
    const span = { start: lengthAt + 4, length: this.#view.getUint32(lengthAt, true) };
    if (span.start + span.length * elementBytes > end) throw new MalformedMessage('a vector ends too late');
    return span;
  }

  /** Where a field stands in the message; `undefined` when it is absent. */
  #at(slot: number, sizeBytes: number): number | undefined {
    const entry = vtableOffset(slot);
    if (entry + 2 > this.#vtableBytes) return undefined;
    const offset = this.#view.getUint16(this.#vtable + entry, true);
    if (offset === 0) return undefined;
    if (offset < headerBytes || offset + sizeBytes > this.#tableBytes) {
      throw new MalformedMessage('a field is outside of its table');
    }
    return this.#table + offset;
  }
}
