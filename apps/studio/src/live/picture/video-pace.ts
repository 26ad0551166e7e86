const mostPerSecond = 30;
const leastPerSecond = 5;
const calmMs = 10_000;

/**
 * How many pictures per second a preview asks for. Raw video is heavy: 720p at 30 pictures/s are 83 MB/s. Where frames had to be
 * dropped on the way, fewer come, so that everything else on the page stays smooth; after a while without, more again.
 */
export class VideoPace {
  #perSecond = mostPerSecond;
  #dropped = 0;
  #changedMs = 0;

  /** @param dropped - frames that were dropped before one that came. */
  count(dropped: number): void {
    this.#dropped += dropped;
  }

  /** Asked about once a second. */
  picturesPerSecond(nowMs: number): number {
    if (this.#dropped > 0) {
      this.#perSecond = Math.max(leastPerSecond, Math.round(this.#perSecond * 0.7));
      this.#changedMs = nowMs;
    } else if (nowMs - this.#changedMs > calmMs && this.#perSecond < mostPerSecond) {
      this.#perSecond = Math.min(mostPerSecond, Math.round(this.#perSecond * 1.25));
      this.#changedMs = nowMs;
    }
    this.#dropped = 0;
    return this.#perSecond;
  }
}
