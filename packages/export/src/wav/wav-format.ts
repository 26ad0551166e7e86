import type { DType } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { writeMarkersTable } from '../csv/markers-table.js';
import type { ExportFormat } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { SampleGrid } from '../streams/sample-grid.js';
import { type StreamFileFormat, shapeChanged, writeStreamFiles } from '../streams/stream-files.js';
import { chosenTimeNs, timeFirst } from '../streams/time-axis.js';
import { encodeWavHead } from './wav-head.js';

/** From here on a signal counts as sound. Telephones have 8 kHz. */
const lowestRateHz = 4000;
const silenceSamples = 4096;

/** What full scale is for integers; floats have 1. Signed 64-bit integers and unsigned ones above 8 bits are no sound. */
const fullScales: Partial<Record<DType, { readonly zero: number; readonly scale: number }>> = {
  int8: { zero: 0, scale: 2 ** 7 },
  uint8: { zero: 2 ** 7, scale: 2 ** 7 },
  int16: { zero: 0, scale: 2 ** 15 },
  int32: { zero: 0, scale: 2 ** 31 },
  float32: { zero: 0, scale: 1 },
  float64: { zero: 0, scale: 1 },
};

/**
 * WAV: for each signal of an audio rate `<stem>.<device>.<stream>.wav` with 32-bit float samples, and `<stem>.markers.csv`.
 * Where samples are missing (see `SampleGrid`) stands silence, so that what follows is in its place. Above 4 GiB the file is
 * RF64. The time of the first sample stands in the `bext` chunk, to the nanosecond in its description.
 */
export const wavFormat: ExportFormat = {
  id: 'wav',
  title: 'WAV: each signal of an audio rate as 32-bit float sound, and the markers as CSV',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { files, skipped } = await writeStreamFiles(job, sounds);
    const markers = await writeMarkersTable(job);
    return { files: markers === undefined ? files : [...files, markers], skipped };
  },
};

const sounds: StreamFileFormat = {
  extension: 'wav',
  whyNot({ descriptor: { payloadType, nominalSampleRateHz: rate } }) {
    if (payloadType !== 'signal') return 'Only signals are sound.';
    if (rate === 'irregular' || rate < lowestRateHz || !Number.isInteger(rate))
      return `Sound has a whole rate of ${lowestRateHz} Hz or more, this stream ${rate === 'irregular' ? 'an irregular one' : `${rate} Hz`}.`;
    return undefined;
  },
  async open({ streamId, descriptor }, first, file) {
    const [channels = 0] = first.view.data.shape;
    const sampleRateHz = Number(descriptor.nominalSampleRateHz);
    const startNs = chosenTimeNs(first);
    const times = first.dejittered === undefined ? '' : ', timestamps dejittered';
    const grid = new SampleGrid(startNs, sampleRateHz);
    const head = (samples: number): Buffer => {
      const description = `${streamId}, first sample ${startNs} ns since 1970-01-01 UTC${times}`;
      return encodeWavHead({ channels, sampleRateHz, samples, startNs, description });
    };
    await file.write(head(0));
    return {
      async add(frame) {
        const { view } = frame;
        const [viewChannels] = view.data.shape;
        if (viewChannels !== channels) return shapeChanged(view.data.shape);
        const values = soundValues(view);
        if (values === undefined)
          return `Its values are ${view.dtype}, of which nobody says what full scale is.`;
        for (let missing = grid.add(frame); missing > 0; missing -= silenceSamples) {
          await file.write(new Uint8Array(Math.min(missing, silenceSamples) * channels * 4));
        }
        await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
        return undefined;
      },
      async finish() {
        await file.overwrite(0, head(grid.length));
        return grid.length;
      },
    };
  },
};

function soundValues(view: FrameView): Float32Array | undefined {
  const full = fullScales[view.dtype];
  if (full === undefined) return undefined;
  const values = timeFirst(view);
  if (values instanceof Float32Array) return values;
  return Float32Array.from(values as Int16Array, (value) => (value - full.zero) / full.scale);
}
