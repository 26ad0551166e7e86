import type { ExportedFile, ExportFrame, ExportJob } from '../export-format.js';
import type { OutputFile } from '../output/output-file.js';
import {
  AnnotationSpace,
  type EdfAnnotation,
  encodeAnnotation,
  encodeRecordTime,
} from './edf-annotations.js';
import { encodeEdfHeader } from './edf-header.js';
import { annotations, type GridGap, type ScannedStream } from './edf-plan.js';
import { chooseScaling, type EdfScaling } from './edf-scaling.js';
import { type EdfLabels, edfSignals } from './edf-signals.js';
import type { EdfVariant } from './edf-variant.js';
import { RecordAssembly } from './record-assembly.js';

/** A stream with all that is needed to write it. */
export interface PlannedStream extends ScannedStream {
  readonly scalings: readonly EdfScaling[];
  readonly samplesPerRecord: number;
}

/** @returns why the format cannot hold the stream, where it cannot. */
export function planStream(
  variant: EdfVariant,
  entry: ScannedStream,
  seconds: number,
): PlannedStream | string {
  const scalings: EdfScaling[] = [];
  for (const range of entry.ranges) {
    const scaling = chooseScaling(variant, entry.dtype, range);
    if (scaling === undefined)
      return `The header says the range of a channel in 8 characters, too few for ${range.min} to ${range.max}. Export it to XDF or a table.`;
    scalings.push(scaling);
  }
  return { ...entry, scalings, samplesPerRecord: Math.round(entry.rateHz * seconds) };
}

export interface EdfFileOptions {
  readonly variant: EdfVariant;
  readonly path: string;
  /** By channel. */
  readonly planned: ReadonlyMap<number, PlannedStream>;
  readonly recordSeconds: number;
  /** The time of the first sample. */
  readonly gridStartNs: bigint;
  /** How the signals of a stream are called. */
  readonly labels: EdfLabels;
}

/** A file of which everything but the values is known. */
export class EdfFile {
  readonly output: OutputFile;
  readonly #options: EdfFileOptions;
  readonly #assemblies: ReadonlyMap<number, RecordAssembly>;
  readonly #all: readonly RecordAssembly[];
  readonly #writer: RecordWriter;
  readonly #records: number;
  /** From the time of the file's start, which is a whole second. */
  readonly #firstRecordNs: bigint;
  #written = 0;

  private constructor(
    file: OutputFile,
    options: EdfFileOptions,
    { writer, records, firstRecordNs }: { writer: RecordWriter; records: number; firstRecordNs: bigint },
  ) {
    this.output = file;
    this.#options = options;
    this.#writer = writer;
    this.#records = records;
    this.#firstRecordNs = firstRecordNs;
    this.#assemblies = new Map(
      Array.from(options.planned, ([channelId, { samplesPerRecord, scalings, gaps, grid }]) => [
        channelId,
        new RecordAssembly(samplesPerRecord, scalings, gaps, grid.length),
      ]),
    );
    this.#all = [...this.#assemblies.values()];
  }

  static async create(job: ExportJob, options: EdfFileOptions): Promise<EdfFile> {
    const { variant, path, planned, recordSeconds, gridStartNs, labels } = options;
    const plans = [...planned.values()];
    const startSeconds = Number(gridStartNs / 1_000_000_000n);
    const fileStartNs = BigInt(startSeconds) * 1_000_000_000n;
    const records = Math.max(
      ...plans.map(({ grid, samplesPerRecord }) => Math.ceil(grid.length / samplesPerRecord)),
    );
    const marked = plans.map((plan) => ({ ...plan, gaps: [...plan.gaps, ...restOf(plan, records)] }));
    const events = () => annotations(job, marked, fileStartNs, gridStartNs);
    const space = new AnnotationSpace();
    for await (const annotation of events()) space.count(annotation);
    const firstRecordNs = gridStartNs - fileStartNs;
    const lastRecordNs = firstRecordNs + BigInt((records - 1) * recordSeconds) * 1_000_000_000n;
    const timeBytes = encodeRecordTime(lastRecordNs).byteLength + ' .1234567'.length;
    const annotationSamples = Math.ceil((timeBytes + space.capacityBytes(records)) / variant.sampleBytes);
    const file = await job.outputs.create(path);
    await file.write(
      encodeEdfHeader(variant, {
        startSeconds,
        subject: job.recording.info.subject ?? '',
        equipment: plans[0]?.stream.driverId ?? '',
        timestamps: job.options.timestamps ?? '',
        records,
        recordSeconds,
        signals: plans.flatMap((plan) => edfSignals(plan, labels)),
        annotationSamples,
      }),
    );
    const writer = new RecordWriter(file, variant, annotationSamples * variant.sampleBytes, events());
    return new EdfFile(file, options, { writer, records, firstRecordNs });
  }

  /** The next frame of one of its streams. After the last frame of all, the file is whole. */
  async add({ channelId, view }: ExportFrame): Promise<void> {
    this.#assemblies.get(channelId)?.add(view);
    while (this.#written < this.#records && this.#all.every((assembly) => assembly.hasRecord)) {
      const sinceFirstNs = BigInt(this.#written * this.#options.recordSeconds) * 1_000_000_000n;
      await this.#writer.write(this.#all, this.#firstRecordNs + sinceFirstNs);
      this.#written += 1;
    }
  }

  get exported(): ExportedFile {
    const rows = Math.max(...Array.from(this.#options.planned.values(), ({ grid }) => grid.length));
    return { path: this.output.path, rows, sizeBytes: this.output.sizeBytes };
  }
}

/** What a stream does not fill of the records, up to the end of the last one: nobody measured anything there. */
function restOf({ grid, samplesPerRecord }: PlannedStream, records: number): GridGap[] {
  const length = records * samplesPerRecord - grid.length;
  return length === 0 ? [] : [{ start: grid.length, length }];
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
