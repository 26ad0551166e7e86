import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import type { ForeignRecording, ImportedItem, ImportFormat, ImportJob } from '../import-format.js';
import { FramePacker } from '../input/frame-packer.js';
import { uniqueChannelNames } from '../input/names.js';
import { isRecordable } from '../input/nanoseconds.js';
import { type RawSurvey, rawRows, surveyRaw } from './raw-file.js';
import { type BoardKind, usualRateHz } from './raw-header.js';
import { RowTimes } from './row-times.js';

const magic = '%OpenBCI Raw';

const boardNames: Readonly<Record<BoardKind, string>> = {
  cyton: 'OpenBCI Cyton',
  cyton_daisy: 'OpenBCI Cyton with Daisy',
  ganglion: 'OpenBCI Ganglion',
  other: 'OpenBCI board',
};

/**
 * Raw text files of the OpenBCI GUI, versions 4 to 6: EEG in microvolt, the accelerometer in g, the inputs of the board where they
 * were used, and markers. Values are `float64`, as the text has them. Times are those of the rows, which are when the computer
 * got the samples: mostly each is a frame by itself, and nothing is evened out. What the board's counter says was lost is `lost`.
 */
export const openbciFormat: ImportFormat = {
  id: 'openbci',
  title: 'OpenBCI GUI: raw text files of Cyton, Daisy and Ganglion',
  extensions: ['.txt', '.csv'],
  recognises: (head) =>
    head
      .toString('latin1')
      .replace(/^\u00ef\u00bb\u00bf/, '')
      .startsWith(magic),
  async open(job) {
    job.source.startPass(0, 2);
    const survey = await surveyRaw(job.source, job.warnings);
    return foreignRecording(job, survey);
  },
};

interface PackedColumns {
  readonly columns: readonly number[];
  readonly packer: FramePacker;
  readonly row: Float64Array;
  /** Whether a row of zeros means that there is no new value. */
  readonly isSparse: boolean;
}

async function foreignRecording(job: ImportJob, survey: RawSurvey): Promise<ForeignRecording> {
  const { warnings } = job;
  const { header, layout, board, auxInUse } = survey;
  const rateHz = header.rateHz ?? usualRateHz[board];
  if (header.rateHz === undefined)
    warnings.add(`the file does not say its sample rate: the usual ${rateHz} Hz are taken`);
  const deviceId = makeDeviceId(board === 'other' ? 'openbci' : `openbci_${board}`);
  const streams: StreamDescriptor[] = [];
  const packed: PackedColumns[] = [];
  const addStream = (
    streamKey: string,
    displayName: string,
    columns: readonly number[],
    names: readonly string[],
    metadata: { readonly unit?: string },
    isSparse = false,
  ): void => {
    if (columns.length === 0) return;
    const nominal = isSparse ? 'irregular' : rateHz;
    const chunkSize = isSparse ? 1 : Math.max(1, Math.min(Math.round(rateHz / 10), 1_000));
    const shape = { channels: columns.length, dtype: 'float64', rateHz: nominal, chunkSize } as const;
    const packer = new FramePacker({ stream: streams.length, ...shape });
    packed.push({ columns, packer, row: new Float64Array(columns.length), isSparse });
    streams.push(
      new StreamDescriptor({
        deviceId,
        streamKey,
        displayName,
        payloadType: 'signal',
        nominalSampleRateHz: nominal,
        chunkSize,
        channelNames: uniqueChannelNames(names),
        dtype: 'float64',
        metadata: { ...metadata, board: boardNames[board] },
      }),
    );
  };
  const numbered = layout.exg.map((_, channel) => `ch${channel + 1}`);
  addStream('eeg', 'EEG', layout.exg, numbered, { unit: 'uV' });
  addStream('accel', 'Accelerometer', layout.accel, ['x', 'y', 'z'], { unit: 'g' }, layout.accelHasZeros);
  const auxColumns = auxInUse.map(({ column }) => column);
  addStream(
    'aux',
    'Inputs of the board',
    auxColumns,
    auxInUse.map(({ name }) => name),
    {},
  );
  return {
    startedNs: await firstTime(job, survey, rateHz),
    facts: { header: header.lines, ...(header.board !== '' && { board: header.board }) },
    devices: [{ deviceId, displayName: boardNames[board], metadata: { header: header.lines } }],
    streams,
    items: () => items(job, survey, rateHz, packed),
  };
}

async function firstTime(
  { source, fileName, warnings }: ImportJob,
  survey: RawSurvey,
  rateHz: number,
): Promise<bigint> {
  const times = new RowTimes(survey.layout, rateHz, { fileName, modifiedAt: source.modifiedAt }, warnings);
  for await (const { cells } of rawRows(source, survey)) {
    const ns = times.of(cells, 0);
    if (ns !== undefined && isRecordable(ns)) return ns;
  }
  return 0n;
}

async function* items(
  { source, fileName, warnings }: ImportJob,
  survey: RawSurvey,
  rateHz: number,
  streams: readonly PackedColumns[],
): AsyncGenerator<ImportedItem, void, void> {
  source.startPass(1, 2);
  const { layout, counter } = survey;
  const times = new RowTimes(layout, rateHz, { fileName, modifiedAt: source.modifiedAt }, silent);
  for await (const { line, cells, index } of rawRows(source, survey)) {
    const lost = counter.add(index);
    const timestampNs = times.of(cells, lost);
    if (timestampNs === undefined || !isRecordable(timestampNs)) {
      warnings.add('a row without a time is left out', `line ${line}`);
      continue;
    }
    for (const { columns, packer, row, isSparse } of streams) {
      for (const [channel, column] of columns.entries()) row[channel] = Number(cells[column]);
      if (isSparse && row.every((value) => value === 0)) continue;
      const done = packer.add(new Uint8Array(row.buffer), timestampNs, undefined, isSparse ? 0 : lost);
      if (done !== undefined) yield done;
    }
    const code = layout.marker === undefined ? 0 : Number(cells[layout.marker]);
    if (code !== 0 && Number.isFinite(code))
      yield { type: 'event', timestampNs, event: { type: 'marker', label: String(code), data: { code } } };
  }
  for (const { packer } of streams) {
    const last = packer.take();
    if (last !== undefined) yield last;
  }
}

/** What the times of a file lack was told when its first was looked for. */
const silent = { add: () => undefined };
