/** Something that has to be done at known times: the chunks of a stream, the markers. Times count from the start of streaming. */
export interface EventSource {
  /** When `emitNext` is due. */
  readonly nextNs: bigint;
  emitNext(): void;
  /** Emits, in order, everything up to a time, that time included, whether or not it was due as a whole. */
  emitUntil(offsetNs: bigint): void;
}
