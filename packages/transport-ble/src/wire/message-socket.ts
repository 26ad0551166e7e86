import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';

/** A message that says it is longer is none. */
const limitBytes = 1024 * 1024;
const headerBytes = 4;

/**
 * Messages over a local socket: the length in bytes (32 bits, little-endian), then the message in the format of
 * structured cloning, which knows bytes and big integers. Both ends are this package, of one version and one user.
 */
export class MessageSocket<In extends { readonly kind: string }, Out> {
  readonly #socket: Socket;
  readonly #onMessage: (message: In) => void;
  #received: Buffer = Buffer.alloc(0);

  /** @param onClose - called once, after the last message. */
  constructor(socket: Socket, onMessage: (message: In) => void, onClose: () => void) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    socket.on('data', (chunk) => this.#receive(chunk));
    // An error ends in 'close'.
    socket.on('error', () => {});
    socket.on('close', onClose);
  }

  send(message: Out): void {
    if (!this.#socket.writable) return;
    const body = serialize(message);
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE(body.length);
    this.#socket.write(Buffer.concat([header, body]));
  }

  /** What was sent before arrives. */
  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= headerBytes) {
      const end = headerBytes + this.#received.readUInt32LE();
      if (end <= limitBytes && this.#received.length < end) return;
      const message = end <= limitBytes ? messageIn(this.#received.subarray(headerBytes, end)) : undefined;
      if (message === undefined) {
        this.destroy();
        return;
      }
      this.#received = this.#received.subarray(end);
      this.#onMessage(message as In);
    }
  }
}

/** `undefined` for what is no message. */
function messageIn(body: Buffer): { readonly kind: string } | undefined {
  try {
    const value: unknown = deserialize(body);
    const isMessage =
      typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
    return isMessage ? (value as { readonly kind: string }) : undefined;
  } catch {
    return undefined;
  }
}
