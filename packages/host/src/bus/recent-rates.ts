/** What a stream brings per second, of late. */
export interface StreamRates {
  readonly framesPerSecond: number;
  /** Samples, lines or frames on the time axis. */
  readonly samplesPerSecond: number;
  readonly bytesPerSecond: number;
}

const windowNs = 1e9;

interface Bucket {
  frames: number;
  samples: number;
  bytes: number;
}

const empty = (): Bucket => ({ frames: 0, samples: 0, bytes: 0 });

/**
 * Rates over the last one to two seconds: what arrived in the whole second before and in the one that runs. Three additions
 * per frame, and no memory of single frames.
 */
export class RecentRates {
  /** When the running second began; 0 before the first frame. */
  #startNs = 0;
  #running = empty();
  #before = empty();
  /** How much of the time before the running second is counted: less right after the first frame. */
  #beforeNs = 0;

  /** @param arrivalNs - host clock. As a number it is exact to 256 ns, far finer than a second. */
  add(samples: number, bytes: number, arrivalNs: number): void {
    this.#advance(arrivalNs);
    this.#running.frames += 1;
    this.#running.samples += samples;
    this.#running.bytes += bytes;
  }

  /** @param nowNs - host clock. A stream that fell silent comes to 0 within two seconds. */
  at(nowNs: number): StreamRates {
    if (this.#startNs === 0) return { framesPerSecond: 0, samplesPerSecond: 0, bytesPerSecond: 0 };
    this.#advance(nowNs);
    const seconds = Math.max(nowNs - this.#startNs + this.#beforeNs, 1) / 1e9;
    // Before a whole second has passed, what is there is taken as a second's worth: never more than really came.
    const per = (key: keyof Bucket) => (this.#before[key] + this.#running[key]) / Math.max(seconds, 1);
    return { framesPerSecond: per('frames'), samplesPerSecond: per('samples'), bytesPerSecond: per('bytes') };
  }

  #advance(nowNs: number): void {
    if (this.#startNs === 0) this.#startNs = nowNs;
    const elapsedNs = nowNs - this.#startNs;
    if (elapsedNs < windowNs) return;
    const isNext = elapsedNs < 2 * windowNs;
    this.#before = isNext ? this.#running : empty();
    this.#beforeNs = windowNs;
    this.#running = empty();
    this.#startNs = isNext ? this.#startNs + windowNs : nowNs;
  }
}
