import type { Protocol, Step } from './protocol.js';

/** Where the segments of the steps go. */
export interface SegmentWriter {
  start(label: string): Promise<unknown>;
  end(label: string): Promise<unknown>;
}

export interface ExperimentState {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The step that is shown. */
  readonly index: number;
  readonly step: Step;
  /** By `Date.now()`. */
  readonly stepStartedMs: number;
}

/**
 * The run of a protocol. Each step writes its segment: it begins when the step is shown and ends before the next one
 * begins. It goes on while other pages are shown.
 */
export class ExperimentRun {
  readonly #segments: SegmentWriter;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<() => void>();
  #state: ExperimentState | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Segments are written one after the other, in the order in which steps were shown. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(segments: SegmentWriter, onError: (error: unknown) => void) {
    this.#segments = segments;
    this.#onError = onError;
  }

  /** `undefined` while none runs; the same object as long as nothing changed. */
  get state(): ExperimentState | undefined {
    return this.#state;
  }

  /** When all segments so far are written. */
  get written(): Promise<unknown> {
    return this.#writing;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start({ name, steps }: Protocol): void {
    this.stop();
    const [first] = steps;
    if (first !== undefined) this.#show({ name, steps }, 0);
  }

  /** The next step; after the last one the run is over. */
  next(): void {
    this.#goBy(1);
  }

  previous(): void {
    if (this.#state !== undefined && this.#state.index > 0) this.#goBy(-1);
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#state === undefined) return;
    const { title } = this.#state.step;
    this.#write(() => this.#segments.end(title));
    this.#become(undefined);
  }

  #goBy(by: -1 | 1): void {
    if (this.#state === undefined) return;
    const { index, steps, step } = this.#state;
    if (index + by >= steps.length) {
      this.stop();
      return;
    }
    this.#write(() => this.#segments.end(step.title));
    this.#show(this.#state, index + by);
  }

  #show({ name, steps }: Pick<ExperimentState, 'name' | 'steps'>, index: number): void {
    const step = steps[index];
    if (step === undefined) return;
    clearTimeout(this.#timer);
    this.#write(() => this.#segments.start(step.title));
    this.#become({ name, steps, index, step, stepStartedMs: Date.now() });
    if (step.durationS !== undefined) this.#timer = setTimeout(() => this.next(), step.durationS * 1_000);
  }

  #write(write: () => Promise<unknown>): void {
    this.#writing = this.#writing.then(write).catch(this.#onError);
  }

  #become(state: ExperimentState | undefined): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
