import { type BgapiMessage, eventBit, headerLengthBytes, lastClass, maxPayloadBytes } from './message.js';

/** What a {@link BgapiParser} tells. */
export interface BgapiHandlers {
  readonly onMessage: (message: BgapiMessage) => void;
  /** Bytes that belonged to no message, before the one that follows. */
  readonly onResync: (skippedBytes: number) => void;
}

/**
 * Finds messages in bytes, however they are cut into pieces. Its memory is constant, and no input makes it throw or stall. Bytes
 * that cannot begin a message are passed over one by one.
 */
export class BgapiParser {
  readonly #handlers: BgapiHandlers;
  readonly #buffer = new Uint8Array(headerLengthBytes + maxPayloadBytes);
  #pendingBytes = 0;
  #skippedBytes = 0;

  constructor(handlers: BgapiHandlers) {
    this.#handlers = handlers;
  }

  /** Bytes that wait for the rest of their message. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes the next bytes. They are copied. */
  push(bytes: Uint8Array): void {
    for (let taken = 0; taken < bytes.length; ) {
      const part = bytes.subarray(taken, taken + this.#buffer.length - this.#pendingBytes);
      this.#buffer.set(part, this.#pendingBytes);
      this.#pendingBytes += part.length;
      taken += part.length;
      this.#findMessages();
    }
  }

  #findMessages(): void {
    const buffer = this.#buffer;
    const end = this.#pendingBytes;
    let at = 0;
    while (end - at >= headerLengthBytes) {
      const length = this.#payloadLength(at);
      if (length === undefined) {
        at += 1;
        this.#skippedBytes += 1;
        continue;
      }
      const next = at + headerLengthBytes + length;
      if (next > end) break;
      if (this.#skippedBytes > 0) {
        const skippedBytes = this.#skippedBytes;
        this.#skippedBytes = 0;
        this.#handlers.onResync(skippedBytes);
      }
      this.#handlers.onMessage({
        isEvent: buffer[at] === eventBit,
        messageClass: buffer[at + 2] as number,
        id: buffer[at + 3] as number,
        payload: buffer.subarray(at + headerLengthBytes, next),
      });
      at = next;
    }
    buffer.copyWithin(0, at, end);
    this.#pendingBytes = end - at;
  }

  /** @returns `undefined` where no message begins. */
  #payloadLength(at: number): number | undefined {
    const [type = 0, length = 0, messageClass = 0] = this.#buffer.subarray(at, at + 3);
    if (type !== 0 && type !== eventBit) return undefined;
    return length <= maxPayloadBytes && messageClass <= lastClass ? length : undefined;
  }
}
