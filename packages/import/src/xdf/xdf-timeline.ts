/**
 * Where the times of an XDF file are in the world. The clock of LSL begins somewhere, mostly with the computer
 * (https://labstreaminglayer.readthedocs.io, "Time Synchronization"), and the head of the file says when it was written.
 */
import { nsOfSeconds } from '../input/nanoseconds.js';
import type { WarningLog } from '../input/warning-log.js';
import type { ClockOffsets } from './clock-offsets.js';
import type { XdfScan } from './xdf-scan.js';
import { textOf } from './xdf-xml.js';

/** Times between these are seconds since the Unix epoch already: no computer runs for 20 years. 1990 and 2100. */
const epochSeconds = { from: 631_152_000, to: 4_102_444_800 } as const;

export interface XdfTimes {
  /** On the recorder's clock, nanoseconds since the Unix epoch. */
  readonly timestampNs: bigint;
  readonly deviceTimeNs: bigint;
}

export class XdfTimeline {
  /** Of the first sample. */
  readonly startedNs: bigint;
  readonly #originNs: bigint;

  constructor({ streams, fileHeader }: XdfScan, warnings: WarningLog) {
    let first: number | undefined;
    for (const { offsets, firstSeconds } of streams) {
      if (firstSeconds === undefined) continue;
      offsets.rewind();
      const seconds = offsets.synchronized(firstSeconds);
      if (nsOfSeconds(seconds) !== undefined && (first === undefined || seconds < first)) first = seconds;
    }
    const firstNs = nsOfSeconds(first ?? 0) ?? 0n;
    const isEpoch = first !== undefined && first >= epochSeconds.from && first <= epochSeconds.to;
    const beganNs = dateNs(textOf(fileHeader, 'datetime'));
    this.#originNs = isEpoch || beganNs === undefined ? 0n : beganNs - firstNs;
    this.startedNs = this.#originNs + firstNs;
    if (!isEpoch && beganNs === undefined)
      warnings.add(
        'the file does not say on which day it was recorded: its seconds are counted from 1970-01-01',
      );
  }

  /** @returns `undefined` for what is no time. */
  timesOf(offsets: ClockOffsets, seconds: number): XdfTimes | undefined {
    const deviceTimeNs = nsOfSeconds(seconds);
    const synchronized = nsOfSeconds(offsets.synchronized(seconds));
    if (deviceTimeNs === undefined || synchronized === undefined) return undefined;
    return { timestampNs: synchronized + this.#originNs, deviceTimeNs };
  }
}

/** LabRecorder writes `2020-03-01T12:30:00+0100`. A time without a zone is taken as UTC. */
function dateNs(text: string): bigint | undefined {
  const iso = text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2').replace(' ', 'T');
  const hasZone = /(Z|[+-]\d\d:\d\d)$/i.test(iso);
  const milliseconds = Date.parse(hasZone ? iso : `${iso}Z`);
  return Number.isFinite(milliseconds) && milliseconds > 0 ? BigInt(milliseconds) * 1_000_000n : undefined;
}
