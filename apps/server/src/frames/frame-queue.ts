/** What may wait for one client, and how it goes out. */
export interface FrameSink {
  /** Bytes that were handed over and are not sent yet. */
  readonly bufferedBytes: number;
  /** @param onSent - called when the bytes have left, or cannot any more. */
  send(message: Uint8Array | string, onSent: () => void): void;
}

interface WaitingFrame {
  readonly owner: DropCounter;
  readonly bytes: Uint8Array;
  readonly encode: (bytes: Uint8Array) => Uint8Array | string;
}

/** Where drops of one subscription are counted. */
export interface DropCounter {
  dropped: number;
}

/** So much may be on its way to a client before frames wait here, where they can still be dropped. */
const bufferedBytesLimit = 512 * 1024;

/**
 * The frames that wait for one client. When they are more than its limits allow, the oldest go and are counted: a client that
 * reads nothing costs constant memory, and no other client a frame.
 */
export class FrameQueue {
  readonly #sink: FrameSink;
  readonly #limitBytes: number;
  #frames: WaitingFrame[] = [];
  /** The first that still waits: the ones before it are gone. */
  #first = 0;
  #waitingBytes = 0;

  constructor(sink: FrameSink, limitBytes: number) {
    this.#sink = sink;
    this.#limitBytes = limitBytes;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get waitingFrames(): number {
    return this.#frames.length - this.#first;
  }

  /**
   * Sends a frame, or lets it wait.
   * @param bytes - kept until it is sent: of its own, or of a frame on the bus.
   * @param encode - makes the message of it, when it goes.
   */
  add(frame: WaitingFrame, limitFrames: number): void {
    if (this.waitingFrames === 0 && this.#sink.bufferedBytes < bufferedBytesLimit) {
      this.#send(frame);
      return;
    }
    this.#frames.push(frame);
    this.#waitingBytes += frame.bytes.byteLength;
    while (
      this.waitingFrames > limitFrames ||
      (this.#waitingBytes > this.#limitBytes && this.waitingFrames > 1)
    ) {
      this.#take().owner.dropped += 1;
    }
  }

  /** Forgets what waits for a subscription that has ended. */
  forget(owner: DropCounter): void {
    const rest = this.#frames.slice(this.#first).filter((frame) => frame.owner !== owner);
    this.#frames = rest;
    this.#first = 0;
    this.#waitingBytes = rest.reduce((total, { bytes }) => total + bytes.byteLength, 0);
  }

  #flush(): void {
    while (this.waitingFrames > 0 && this.#sink.bufferedBytes < bufferedBytesLimit) this.#send(this.#take());
  }

  #send({ bytes, encode }: WaitingFrame): void {
    this.#sink.send(encode(bytes), () => this.#flush());
  }

  #take(): WaitingFrame {
    const frame = this.#frames[this.#first] as WaitingFrame;
    this.#first += 1;
    this.#waitingBytes -= frame.bytes.byteLength;
    // Now and then in one go, since shifting a long array moves all of it each time.
    if (this.#first > 1_024 || this.#first === this.#frames.length) {
      this.#frames = this.#frames.slice(this.#first);
      this.#first = 0;
    }
    return frame;
  }
}
