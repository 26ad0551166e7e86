import type { EventSource } from './event-source.js';

export interface MarkerSourceOptions {
  /** Above 0. */
  readonly intervalNs: bigint;
  readonly isSilent: ((offsetNs: bigint) => boolean) | undefined;
  /** @param index - 1 for the first marker, one interval after the start. */
  readonly onMarker: (index: number, offsetNs: bigint) => void;
}

/** A marker at the end of each interval. */
export class MarkerSource implements EventSource {
  readonly #options: MarkerSourceOptions;
  #index = 1;

  constructor(options: MarkerSourceOptions) {
    this.#options = options;
  }

  get nextNs(): bigint {
    return BigInt(this.#index) * this.#options.intervalNs;
  }

  emitNext(): void {
    const { isSilent, onMarker } = this.#options;
    const index = this.#index;
    const offsetNs = this.nextNs;
    this.#index += 1;
    if (!isSilent?.(offsetNs)) onMarker(index, offsetNs);
  }

  emitUntil(offsetNs: bigint): void {
    while (this.nextNs <= offsetNs) this.emitNext();
  }
}
