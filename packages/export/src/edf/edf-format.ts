import type { RecordedStreamInfo } from '@modlink/recording';
import type { ExportedFile, ExportFormat, ExportJob, SkippedStream } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import type { OutputFile } from '../output/output-file.js';
import { sortOut } from '../streams/stream-files.js';
import {
  AnnotationSpace,
  type EdfAnnotation,
  encodeAnnotation,
  encodeRecordTime,
} from './edf-annotations.js';
import { encodeEdfHeader } from './edf-header.js';
import { annotations, firstSampleNs, recordSeconds, type ScannedStream, scanStreams } from './edf-plan.js';
import { chooseScaling, type EdfScaling } from './edf-scaling.js';
import { edfSignals } from './edf-signals.js';
import { bdfPlus, type EdfVariant, edfPlus } from './edf-variant.js';
import { RecordAssembly } from './record-assembly.js';

/** A stream with all that is needed to write it. */
interface PlannedStream extends ScannedStream {
  readonly scalings: readonly EdfScaling[];
  readonly samplesPerRecord: number;
}

/**
 * EDF+ and BDF+: `<stem>.edf` or `<stem>.bdf` with all signals of a regular rate, each at its own, and as annotations the
 * markers, segments and events. The recording is read twice: the range of the values stands in the head.
 *
 * - The file starts at the first sample; header times are UTC, the fraction of the second stands in the first record.
 * - Samples stand on the even grid of their nominal rate, see `SampleGrid`; where there is none, zero or the nearest value
 *   stands, and an annotation `BAD gap` says from when and how long.
 * - Values are rounded to 65,536 (EDF+) or 16,777,216 (BDF+) steps between the least and the greatest value of their channel;
 *   integers that fit are kept as they are. Not-a-number becomes zero.
 */
const edfFormatOf = (variant: EdfVariant, title: string): ExportFormat => ({
  id: variant.id,
  title,
  options: [timestampsOption],
  readings: 2,
  async write(job) {
    const { streams, skipped } = sortOutRates(job.streams);
    if (streams.length === 0) return { files: [], skipped };
    const gridStartNs = await firstSampleNs(job, streams);
    const scanned = await scanStreams(job, streams, gridStartNs);
    const seconds = recordSeconds([...scanned.values()].map(({ rateHz }) => rateHz)) ?? 1;
    const planned = new Map<number, PlannedStream>();
    for (const [channelId, entry] of scanned) {
      const plan = planStream(variant, entry, seconds);
      if (typeof plan === 'string') skipped.push({ streamId: entry.stream.streamId, reason: plan });
      else planned.set(channelId, plan);
    }
    if (planned.size === 0) return { files: [], skipped };
    return { files: [await writeFile(job, variant, planned, seconds, gridStartNs)], skipped };
  },
});

export const edfFormat = edfFormatOf(edfPlus, 'EDF+: all regular signals with annotations, 16 bits a sample');
export const bdfFormat = edfFormatOf(bdfPlus, 'BDF+: all regular signals with annotations, 24 bits a sample');

/** Streams whose rates share a record; one whose rate does not fit those before it is left out. */
function sortOutRates(all: readonly RecordedStreamInfo[]): {
  streams: RecordedStreamInfo[];
  skipped: SkippedStream[];
} {
  const rates: number[] = [];
  return sortOut(all, ({ descriptor: { payloadType, nominalSampleRateHz: rate }, frames }) => {
    if (payloadType !== 'signal') return 'The format holds signals alone.';
    if (rate === 'irregular')
      return 'The format has no timestamps: it holds signals of a regular rate. Export it to XDF or a table.';
    if (frames > 0 && recordSeconds([...rates, rate]) === undefined)
      return `A record has a whole number of samples of each signal, which ${rate} Hz does not give within a minute together with ${rates.join(', ')} Hz. Export it by itself.`;
    if (frames > 0) rates.push(rate);
    return undefined;
  });
}

function planStream(variant: EdfVariant, entry: ScannedStream, seconds: number): PlannedStream | string {
  const scalings: EdfScaling[] = [];
  for (const range of entry.ranges) {
    const scaling = chooseScaling(variant, entry.dtype, range);
    if (scaling === undefined)
      return `The header says the range of a channel in 8 characters, too few for ${range.min} to ${range.max}. Export it to XDF or a table.`;
    scalings.push(scaling);
  }
  return { ...entry, scalings, samplesPerRecord: Math.round(entry.rateHz * seconds) };
}

async function writeFile(
  job: ExportJob,
  variant: EdfVariant,
  planned: ReadonlyMap<number, PlannedStream>,
  seconds: number,
  gridStartNs: bigint,
): Promise<ExportedFile> {
  const plans = [...planned.values()];
  const startSeconds = Number(gridStartNs / 1_000_000_000n);
  const fileStartNs = BigInt(startSeconds) * 1_000_000_000n;
  const events = () => annotations(job, plans, fileStartNs, gridStartNs);
  const space = new AnnotationSpace();
  for await (const annotation of events()) space.count(annotation);
  const records = Math.max(
    ...plans.map(({ grid, samplesPerRecord }) => Math.ceil(grid.length / samplesPerRecord)),
  );
  const lastRecordNs = gridStartNs - fileStartNs + BigInt((records - 1) * seconds) * 1_000_000_000n;
  const timeBytes = encodeRecordTime(lastRecordNs).byteLength + ' .1234567'.length;
  const annotationSamples = Math.ceil((timeBytes + space.capacityBytes(records)) / variant.sampleBytes);

  const file = await job.outputs.create(`${job.stem}.${variant.id}`);
  await file.write(
    encodeEdfHeader(variant, {
      startSeconds,
      equipment: plans[0]?.stream.driverId ?? '',
      timestamps: job.options.timestamps ?? '',
      records,
      recordSeconds: seconds,
      signals: plans.flatMap(edfSignals),
      annotationSamples,
    }),
  );
  const assemblies = new Map(
    Array.from(planned, ([channelId, { samplesPerRecord, scalings, gaps, grid }]) => [
      channelId,
      new RecordAssembly(samplesPerRecord, scalings, gaps, grid.length),
    ]),
  );
  const writer = new RecordWriter(file, variant, annotationSamples * variant.sampleBytes, events());
  const all = [...assemblies.values()];
  let written = 0;
  const writeRecord = async (): Promise<void> => {
    const onsetNs = gridStartNs - fileStartNs + BigInt(written * seconds) * 1_000_000_000n;
    await writer.write(all, onsetNs);
    written += 1;
  };
  const streams = plans.map(({ stream }) => stream);
  for await (const { channelId, view } of job.frames(streams, 1)) {
    assemblies.get(channelId)?.add(view);
    while (written < records && all.every((assembly) => assembly.hasRecord)) await writeRecord();
  }
  const rows = Math.max(...plans.map(({ grid }) => grid.length));
  return { path: file.path, rows, sizeBytes: file.sizeBytes };
}

/** Writes one record after the other: the signals, and as many annotations as there is room for. */
class RecordWriter {
  readonly #file: OutputFile;
  readonly #variant: EdfVariant;
  readonly #annotationBytes: number;
  readonly #annotations: AsyncGenerator<EdfAnnotation, void, void>;
  #waiting: Buffer | undefined;

  constructor(
    file: OutputFile,
    variant: EdfVariant,
    annotationBytes: number,
    annotations: AsyncGenerator<EdfAnnotation, void, void>,
  ) {
    this.#file = file;
    this.#variant = variant;
    this.#annotationBytes = annotationBytes;
    this.#annotations = annotations;
  }

  async write(assemblies: readonly RecordAssembly[], onsetNs: bigint): Promise<void> {
    for (const assembly of assemblies) await this.#file.write(this.#encode(assembly.takeRecord()));
    const lists = Buffer.alloc(this.#annotationBytes);
    let at = encodeRecordTime(onsetNs).copy(lists);
    for (let next = await this.#next(); next !== undefined; next = await this.#next()) {
      if (at + next.byteLength > lists.byteLength) break;
      at += next.copy(lists, at);
      this.#waiting = undefined;
    }
    await this.#file.write(lists);
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#waiting === undefined) {
      const { value } = await this.#annotations.next();
      this.#waiting = value === undefined ? undefined : encodeAnnotation(value);
    }
    return this.#waiting;
  }

  #encode(samples: Int32Array): Buffer {
    const { sampleBytes } = this.#variant;
    const bytes = Buffer.allocUnsafe(samples.length * sampleBytes);
    for (const [index, sample] of samples.entries())
      bytes.writeIntLE(sample, index * sampleBytes, sampleBytes);
    return bytes;
  }
}
