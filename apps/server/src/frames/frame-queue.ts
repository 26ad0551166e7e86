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

/** The frames of one subscription that wait, the oldest first. */
class Lane {
  readonly #frames: { readonly frame: WaitingFrame; readonly number: number }[] = [];
  bytes = 0;

  get length(): number {
    return this.#frames.length;
  }

  /** The number of the oldest. */
  get first(): number {
    return this.#frames[0]?.number ?? Number.POSITIVE_INFINITY;
  }

  add(frame: WaitingFrame, number: number): void {
    this.#frames.push({ frame, number });
    this.bytes += frame.bytes.byteLength;
  }

  /** Takes the oldest. */
  take(): WaitingFrame {
    const { frame } = this.#frames.shift() as { frame: WaitingFrame };
    this.bytes -= frame.bytes.byteLength;
    return frame;
  }
}

/**
 * The frames that wait for one client. When those of a subscription are more than its limit, its oldest go; when all together
 * are more bytes than allowed, the oldest of the subscription that has the most. What goes is counted. So a client that
 * reads nothing costs constant memory and no other client a frame, and its pictures cost it no samples.
 */
export class FrameQueue {
  readonly #sink: FrameSink;
  readonly #limitBytes: number;
  readonly #lanes = new Map<DropCounter, Lane>();
  #nextNumber = 0;

  constructor(sink: FrameSink, limitBytes: number) {
    this.#sink = sink;
    this.#limitBytes = limitBytes;
  }

  get waitingBytes(): number {
    return [...this.#lanes.values()].reduce((total, { bytes }) => total + bytes, 0);
  }

  get waitingFrames(): number {
    return [...this.#lanes.values()].reduce((total, { length }) => total + length, 0);
  }

  /**
   * Sends a frame, or lets it wait.
   * @param frame - its bytes are kept until it is sent: they are its own, or those of a frame on the bus.
   * @param limitFrames - so many of its subscription may wait.
   */
  add(frame: WaitingFrame, limitFrames: number): void {
    if (this.#lanes.size === 0 && this.#sink.bufferedBytes < bufferedBytesLimit) {
      this.#send(frame);
      return;
    }
    const lane = this.#lanes.get(frame.owner) ?? new Lane();
    this.#lanes.set(frame.owner, lane);
    lane.add(frame, this.#nextNumber++);
    if (lane.length > limitFrames) this.#drop(lane);
    while (this.waitingBytes > this.#limitBytes && this.waitingFrames > 1) this.#drop(this.#heaviest());
  }

  /** Forgets what waits for a subscription that has ended. */
  forget(owner: DropCounter): void {
    this.#lanes.delete(owner);
  }

  #flush(): void {
    while (this.#lanes.size > 0 && this.#sink.bufferedBytes < bufferedBytesLimit) {
      let oldest: Lane | undefined;
      for (const lane of this.#lanes.values())
        if (lane.first < (oldest?.first ?? Number.POSITIVE_INFINITY)) oldest = lane;
      if (oldest !== undefined) this.#send(this.#take(oldest));
    }
  }

  #send({ bytes, encode }: WaitingFrame): void {
    this.#sink.send(encode(bytes), () => this.#flush());
  }

  #drop(lane: Lane): void {
    this.#take(lane).owner.dropped += 1;
  }

  #take(lane: Lane): WaitingFrame {
    const frame = lane.take();
    // A subscription has a lane while something waits.
    if (lane.length === 0) this.#lanes.delete(frame.owner);
    return frame;
  }

  #heaviest(): Lane {
    return [...this.#lanes.values()].reduce((most, lane) => (lane.bytes > most.bytes ? lane : most));
  }
}
