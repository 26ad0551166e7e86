import type { StreamDescriptor } from '@modlink/sdk';
import type { ExportedFile, ExportFormat, ExportFrame, ExportJob } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import type { OutputFile } from '../output/output-file.js';
import { channelNames, channelUnits, valueNames } from '../streams/channels.js';
import {
  type StreamFileFormat,
  type StreamWriter,
  shapeChanged,
  writeStreamFiles,
} from '../streams/stream-files.js';
import { dejitteredTimesNs, sameColumns, stepTimesNs, timeFirst } from '../streams/time-axis.js';
import { NumberColumn, OptionalColumn, timestampColumn } from './parquet-columns.js';
import { ParquetFile } from './parquet-file.js';

/** Values of a row group: what is in memory. */
const groupValues = 1_000_000;
const mostGroupRows = 65_536;
/** More columns than this take more room for their description than for their values. */
const mostColumns = 10_000;
const dejitteredColumn = 'timestamp_dejittered';

/**
 * Parquet: for each stream `<stem>.<device>.<stream>.parquet`, a row for each step of the time axis, with the columns of the
 * CSV export and each value in its own type; and `<stem>.markers.parquet`. The descriptor stands in the table's metadata as
 * `modlink.descriptor`, the units of the value columns as `modlink.units`. Lossless.
 */
export const parquetFormat: ExportFormat = {
  id: 'parquet',
  title: 'Parquet: a table for each stream with the types of Arrow, and one of the markers',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { files, skipped } = await writeStreamFiles(job, streamTables);
    const markers = await writeMarkers(job);
    return { files: markers === undefined ? files : [...files, markers], skipped };
  },
};

const streamTables: StreamFileFormat = {
  extension: 'parquet',
  whyNot: ({ descriptor }) =>
    descriptor.payloadType === 'video'
      ? 'Video has no sensible form in a table: one row would have a column for every pixel. Export it to a video format.'
      : undefined,
  async open({ descriptor }, first, file): Promise<StreamWriter> {
    const { shape } = first.view.data;
    const [, , ...inner] = shape;
    const columns = inner.reduce((product, length) => product * length, shape[0] ?? 0);
    if (columns > mostColumns) {
      const reason = `It would have ${columns} columns, more than ${mostColumns}. Export it to NPZ.`;
      return { add: async () => reason, finish: async () => 0 };
    }
    return new StreamTable(descriptor, first, file);
  },
};

class StreamTable implements StreamWriter {
  readonly #descriptor: StreamDescriptor;
  readonly #shape: readonly number[];
  readonly #groupRows: number;
  readonly #timestamps: NumberColumn;
  readonly #dejitteredTimes: NumberColumn | undefined;
  readonly #deviceTimes = new OptionalColumn<bigint>('device_time_ns', 'INT64');
  readonly #seqs = new OptionalColumn<bigint>('seq', 'INT64');
  readonly #losses: NumberColumn;
  readonly #values: readonly NumberColumn[];
  readonly #file: ParquetFile;
  #rows = 0;
  #total = 0;

  constructor(descriptor: StreamDescriptor, { view: first, dejittered }: ExportFrame, file: OutputFile) {
    const { shape } = first.data;
    const [channels = 0, , ...inner] = shape;
    const taken = [
      'timestamp',
      dejitteredColumn,
      this.#deviceTimes.element.name,
      this.#seqs.element.name,
      'lost',
    ];
    const names = channelNames(descriptor, channels).map((channelName) => {
      let name = channelName;
      while (taken.includes(name)) name = `ch:${name}`;
      taken.push(name);
      return valueNames(name, inner);
    });
    const units = channelUnits(descriptor, channels).flatMap((unit, channel) =>
      (names[channel] ?? []).map((name) => [name, unit] as const),
    );
    this.#descriptor = descriptor;
    this.#shape = shape;
    this.#groupRows = Math.min(Math.ceil(groupValues / Math.max(units.length, 1)), mostGroupRows);
    this.#timestamps = timestampColumn('timestamp', this.#groupRows);
    this.#dejitteredTimes = dejittered && timestampColumn(dejitteredColumn, this.#groupRows);
    this.#losses = new NumberColumn('lost', 'uint32', this.#groupRows);
    this.#values = units.map(([name]) => new NumberColumn(name, first.dtype, this.#groupRows));
    this.#file = new ParquetFile(file, {
      columns: [
        this.#timestamps,
        ...(this.#dejitteredTimes === undefined ? [] : [this.#dejitteredTimes]),
        this.#deviceTimes,
        this.#seqs,
        this.#losses,
        ...this.#values,
      ],
      metadata: {
        'modlink.descriptor': JSON.stringify(descriptor),
        'modlink.units': JSON.stringify(Object.fromEntries(units)),
      },
    });
  }

  async add(frame: ExportFrame): Promise<string | undefined> {
    const { view } = frame;
    if (!sameColumns(view.data.shape, this.#shape)) return shapeChanged(view.data.shape);
    const times = stepTimesNs(this.#descriptor, view);
    const dejitteredNs = dejitteredTimesNs(frame);
    const values = timeFirst(view);
    const { deviceTimeNs, seq, lost } = view;
    for (const [step, timestampNs] of times.entries()) {
      this.#timestamps.values[this.#rows] = timestampNs;
      if (this.#dejitteredTimes !== undefined)
        this.#dejitteredTimes.values[this.#rows] = dejitteredNs?.[step] ?? timestampNs;
      this.#losses.values[this.#rows] = step === 0 ? lost : 0;
      this.#deviceTimes.values.push(step === 0 ? deviceTimeNs : undefined);
      this.#seqs.values.push(seq === undefined ? undefined : BigInt(seq));
      const from = step * this.#values.length;
      for (const [index, column] of this.#values.entries()) {
        column.values[this.#rows] = values[from + index] as never;
      }
      this.#rows += 1;
      if (this.#rows === this.#groupRows) await this.#writeGroup();
    }
    return undefined;
  }

  async finish(): Promise<number> {
    await this.#writeGroup();
    await this.#file.finish();
    return this.#total;
  }

  async #writeGroup(): Promise<void> {
    await this.#file.writeRowGroup(this.#rows);
    this.#total += this.#rows;
    this.#rows = 0;
  }
}

const markersGroupRows = 4096;

async function writeMarkers(job: ExportJob): Promise<ExportedFile | undefined> {
  const { recording, stem, outputs } = job;
  if (recording.info.eventCount === 0) return undefined;
  const file = await outputs.create(`${stem}.markers.parquet`);
  const timestamps = timestampColumn('timestamp', markersGroupRows);
  const texts = ['type', 'label', 'device_id', 'stream_id', 'data'].map(
    (name) => new OptionalColumn<string>(name, 'UTF8'),
  );
  const table = new ParquetFile(file, { columns: [timestamps, ...texts], metadata: {} });
  let rows = 0;
  let total = 0;
  for await (const { timestampNs, type, label, deviceId, streamId, data } of recording.events()) {
    timestamps.values[rows++] = timestampNs;
    const json = data === undefined ? undefined : JSON.stringify(data);
    for (const [index, text] of [type, label, deviceId, streamId, json].entries())
      texts[index]?.values.push(text);
    if (rows < markersGroupRows) continue;
    await table.writeRowGroup(rows);
    total += rows;
    rows = 0;
  }
  await table.writeRowGroup(rows);
  await table.finish();
  return { path: file.path, rows: total + rows, sizeBytes: file.sizeBytes };
}
