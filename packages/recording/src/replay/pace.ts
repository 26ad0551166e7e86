import type { Clock } from '@modlink/sdk';
import type { ReplaySpeed } from './replay-types.js';

/** What is later than this is not made up for: the replay goes on from where it is instead of hurrying. */
const mostBehindMs = 500;

/** Joins the timeline to the clock: which position is due when, at a speed. */
export class Pace {
  readonly #clock: Clock;
  #anchorPositionNs = 0n;
  #anchorClockNs = 0n;
  #speed: ReplaySpeed;

  constructor(clock: Clock, speed: ReplaySpeed) {
    this.#clock = clock;
    this.#speed = speed;
  }

  get speed(): ReplaySpeed {
    return this.#speed;
  }

  /** A position is due now, and others from it at a speed. */
  anchor(positionNs: bigint, speed: ReplaySpeed = this.#speed): void {
    this.#anchorPositionNs = positionNs;
    this.#anchorClockNs = this.#clock.nowNs();
    this.#speed = speed;
  }

  /** How long it is until a position is due; 0 when it is. A replay that fell behind is anchored anew. */
  untilMs(positionNs: bigint): number {
    if (this.#speed === 'max') return 0;
    const untilMs = Number(this.clockAt(positionNs) - this.#clock.nowNs()) / 1e6;
    if (untilMs < -mostBehindMs) this.anchor(positionNs);
    return Math.max(untilMs, 0);
  }

  /** The clock when a position is due. */
  clockAt(positionNs: bigint): bigint {
    if (this.#speed === 'max') return this.#clock.nowNs();
    const distanceNs = Number(positionNs - this.#anchorPositionNs) / this.#speed;
    return this.#anchorClockNs + BigInt(Math.round(distanceNs));
  }

  /** The position that is due now; `undefined` where time is not kept. */
  position(): bigint | undefined {
    if (this.#speed === 'max') return undefined;
    const elapsedNs = Number(this.#clock.nowNs() - this.#anchorClockNs) * this.#speed;
    return this.#anchorPositionNs + BigInt(Math.round(elapsedNs));
  }
}
