import { payloadLayouts, type StreamDescriptor } from '@modlink/sdk';
import type { ExportFrame } from '../export-format.js';
import { channelNames, valueNames } from '../streams/channels.js';
import { dejitteredTimesNs, sameColumns, stepOffsetNs } from '../streams/time-axis.js';
import { numberText } from './number-text.js';

/**
 * The table of one stream: a row for each step of the time axis (a signal's sample, a raster's line, a field's frame).
 *
 * | column | what |
 * |---|---|
 * | `timestamp_ns` | the frame's timestamp + i / nominal rate, nanoseconds since the Unix epoch; the frame's own for irregular streams |
 * | `timestamp_dejittered_ns` | the same, freed of jitter; only where that was asked for |
 * | `device_time_ns` | the device's clock, in the first row of a frame, if the device has one |
 * | `seq` | the frame's sequence number |
 * | `lost` | samples that the device says were lost before this row |
 * | `sample`, `line` or `frame` | i: the place in the frame, from 0 |
 * | values | signal: the channel (`Fp1`, or `ch1` without names); raster: `name[place]`; field: `name[row][column]` |
 */
export class StreamTable {
  readonly #descriptor: StreamDescriptor;
  readonly #shape: readonly number[];
  readonly #isDejittered: boolean;

  /** @param first - a frame of the stream: its shape is that of the table. */
  constructor(descriptor: StreamDescriptor, first: ExportFrame) {
    this.#descriptor = descriptor;
    this.#shape = first.view.data.shape;
    this.#isDejittered = first.dejittered !== undefined;
  }

  header(): string[] {
    const { payloadType } = this.#descriptor;
    const columns = [
      'timestamp_ns',
      ...(this.#isDejittered ? ['timestamp_dejittered_ns'] : []),
      'device_time_ns',
      'seq',
      'lost',
      payloadLayouts[payloadType].axes[payloadLayouts[payloadType].timeAxis],
    ];
    const [channels = 0, , ...inner] = this.#shape;
    for (const channelName of channelNames(this.#descriptor, channels)) {
      let name = channelName;
      while (columns.includes(name)) name = `ch:${name}`;
      columns.push(...valueNames(name, inner));
    }
    return columns;
  }

  /** The rows of a frame, or `undefined` when its shape does not fit the table. */
  rows(frame: ExportFrame): string[][] | undefined {
    const { view } = frame;
    const { shape, values, dtype } = view.data;
    const [channels = 0, steps = 0, ...inner] = shape;
    if (!sameColumns(shape, this.#shape)) return undefined;
    const text = numberText(dtype);
    const stepSize = inner.reduce((product, length) => product * length, 1);
    const { timestampNs, deviceTimeNs, seq, lost } = view;
    const dejitteredNs = dejitteredTimesNs(frame);
    const rows: string[][] = [];
    for (let step = 0; step < steps; step++) {
      const row = [
        String(timestampNs + stepOffsetNs(this.#descriptor.nominalSampleRateHz, step)),
        ...(dejitteredNs === undefined ? [] : [String(dejitteredNs[step])]),
        step === 0 && deviceTimeNs !== undefined ? String(deviceTimeNs) : '',
        seq === undefined ? '' : String(seq),
        String(step === 0 ? lost : 0),
        String(step),
      ];
      for (let channel = 0; channel < channels; channel++) {
        const start = (channel * steps + step) * stepSize;
        for (let at = start; at < start + stepSize; at++) row.push(text(values[at] as number | bigint));
      }
      rows.push(row);
    }
    return rows;
  }
}
