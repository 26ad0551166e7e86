import type { LogEntry } from '@modlink/protocol';

const keptEntries = 5_000;

/** The latest lines of the log, in memory. */
export class LiveLog {
  readonly #entries: LogEntry[] = [];

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    // In blocks, so that a full log does not move all lines at each new one.
    if (this.#entries.length > keptEntries * 1.1) this.#entries.splice(0, this.#entries.length - keptEntries);
  }

  /** Oldest first. */
  entries(): readonly LogEntry[] {
    return this.#entries;
  }
}
