import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostError } from '../errors.js';

/** What a recording leaves free on its disk, and when it warns. */
export interface SpaceOptions {
  /** The recording ends in order, with its file complete, before less than this is free, in bytes. Default 64 MiB. */
  readonly reserveBytes?: number | undefined;
  /** It warns when the rest lasts less than this, in milliseconds; and each time when half of that is gone. Default 10 min. */
  readonly warnBelowMs?: number | undefined;
  /** How often it looks, in milliseconds. Default 2 s. */
  readonly checkEveryMs?: number | undefined;
}

/** How long the space on a disk lasts. */
export interface SpaceLeft {
  readonly freeBytes: number;
  /** What comes, or came of late. */
  readonly bytesPerSecond: number;
  /** `undefined` where nothing comes. */
  readonly lastsMs: number | undefined;
}

const defaults = { reserveBytes: 64 * 1024 * 1024, warnBelowMs: 600_000, checkEveryMs: 2000 };
/** The rate is that of this time. */
const rateWindowMs = 30_000;

/**
 * What users may write on the disk of a folder, in bytes; of the folder above it where it is not there yet.
 * @returns `undefined` where the system does not say.
 */
export async function freeBytesAt(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const above = dirname(folder);
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && above !== folder ? freeBytesAt(above) : undefined;
  }
}

/** How long free space lasts, beyond what is kept free. */
export function spaceLeft(freeBytes: number, bytesPerSecond: number, options: SpaceOptions = {}): SpaceLeft {
  const usable = Math.max(freeBytes - (options.reserveBytes ?? defaults.reserveBytes), 0);
  return {
    freeBytes,
    bytesPerSecond,
    lastsMs: bytesPerSecond > 0 ? (usable / bytesPerSecond) * 1000 : undefined,
  };
}

/** @throws {HostError} `RECORDING_DISK_FULL` when not even the reserve is free. */
export async function requireSpace(path: string, options: SpaceOptions = {}): Promise<void> {
  const { reserveBytes = defaults.reserveBytes } = options;
  const freeBytes = await freeBytesAt(dirname(path));
  if (freeBytes !== undefined && freeBytes < reserveBytes) throw noSpace(path, freeBytes, 'cannot begin');
}

export interface SpaceWatchOptions extends SpaceOptions {
  readonly path: string;
  /** Bytes that were written so far. */
  writtenBytes(): number;
  /** How long the recording is still meant to go on, in milliseconds, where that is known. */
  remainingMs?: (() => number) | undefined;
  onLow(space: SpaceLeft): void;
  /** Called once. */
  onExhausted(error: HostError): void;
}

/** Looks after the free space while a recording writes. */
export class SpaceWatch {
  readonly #options: SpaceWatchOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];
  #warnedMs = Number.POSITIVE_INFINITY;
  #isOver = false;

  constructor(options: SpaceWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#check(), options.checkEveryMs ?? defaults.checkEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const { path, reserveBytes = defaults.reserveBytes, onLow, onExhausted } = this.#options;
    const freeBytes = await freeBytesAt(dirname(path));
    if (freeBytes === undefined || this.#isOver) return;
    if (freeBytes < reserveBytes) {
      this.stop();
      onExhausted(noSpace(path, freeBytes, 'ended'));
      return;
    }
    const space = spaceLeft(freeBytes, this.#bytesPerSecond(), this.#options);
    if (this.#isWorthAWarning(space)) onLow(space);
  }

  #bytesPerSecond(): number {
    const now = { atMs: performance.now(), bytes: this.#options.writtenBytes() };
    this.#samples.push(now);
    while ((this.#samples[1]?.atMs ?? now.atMs) < now.atMs - rateWindowMs) this.#samples.shift();
    const first = this.#samples[0] ?? now;
    const seconds = (now.atMs - first.atMs) / 1000;
    return seconds === 0 ? 0 : (now.bytes - first.bytes) / seconds;
  }

  #isWorthAWarning({ lastsMs }: SpaceLeft): boolean {
    if (lastsMs === undefined) return false;
    const { warnBelowMs = defaults.warnBelowMs, remainingMs } = this.#options;
    const remaining = remainingMs?.();
    // What is meant to end before the space does needs no warning.
    const isLow = remaining === undefined ? lastsMs < warnBelowMs : lastsMs < remaining;
    if (!isLow || lastsMs > this.#warnedMs / 2) return false;
    this.#warnedMs = lastsMs;
    return true;
  }
}

function noSpace(path: string, freeBytes: number, what: 'cannot begin' | 'ended'): HostError {
  const megabytes = (freeBytes / 1e6).toFixed(1);
  const rest = what === 'ended' ? ' before the disk was full. Its file is complete' : '';
  return new HostError(
    'RECORDING_DISK_FULL',
    `The disk has ${megabytes} MB left, so the recording ${path} ${what}${rest}. Free space or choose another disk.`,
    { subject: { path } },
  );
}
