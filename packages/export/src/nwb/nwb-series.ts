/** The data of a stream over time: NWB 2.7, `nwb.base.yaml` (TimeSeries), `nwb.ecephys.yaml` and `nwb.image.yaml`. */
import { basename } from 'node:path';
import type { RecordedStreamInfo } from '@modlink/recording';
import type { TypedArray } from '@modlink/sdk';
import type { Dataset, Group } from 'h5wasm/node';
import type { ExportFrame } from '../export-format.js';
import { AppendedDataset } from '../hdf5/appended-dataset.js';
import type { OutputFile } from '../output/output-file.js';
import { bytesOf } from '../pictures/picture-files.js';
import { channelUnits } from '../streams/channels.js';
import { chosenTimesNs, innerAxes, sameColumns, stepTimesNs, timeFirst } from '../streams/time-axis.js';
import type { ElectrodeStream } from './nwb-electrodes.js';
import { type NwbType, ofType, writeFloatAttribute } from './nwb-objects.js';
import { nwbPictures } from './nwb-pictures.js';
import { secondsFrom } from './nwb-times.js';

/** What h5py and NumPy take for "not a time". */
const noTime = -(2n ** 63n);

export interface NwbSeriesPlace {
  readonly acquisition: Group;
  /** In the file. */
  readonly name: string;
  readonly referenceNs: bigint;
  /** Of a stream of voltages: where its electrodes are. */
  readonly electrodes: (ElectrodeStream & { readonly table: Group }) | undefined;
  /** For JPEG pictures, one after the other: they have no place in an array. */
  readonly pictures: OutputFile | undefined;
}

/** Where the values of the frames go. */
type ValueSink = (frame: ExportFrame) => Promise<void> | void;

/**
 * Writes the series of one stream. Its group `sync`, which the schema leaves to whoever records, keeps what `timestamps` does
 * not say: `timestamps_ns` as they were recorded, and `frame_start`, `frame_device_time_ns`, `frame_seq` and `frame_lost` of the
 * recorded frames.
 */
export class NwbSeries {
  steps = 0;
  readonly #stream: RecordedStreamInfo;
  readonly #shape: readonly number[];
  readonly #isCompressed: boolean;
  readonly #referenceNs: bigint;
  readonly #addValues: ValueSink;
  readonly #datasets: AppendedDataset[] = [];
  readonly #timestamps: AppendedDataset;
  readonly #rawTimes: AppendedDataset;
  readonly #starts: AppendedDataset;
  readonly #deviceTimes: AppendedDataset;
  readonly #seqs: AppendedDataset;
  readonly #losses: AppendedDataset;

  constructor(stream: RecordedStreamInfo, first: ExportFrame, place: NwbSeriesPlace) {
    const { descriptor } = stream;
    const { shape } = first.view.data;
    this.#stream = stream;
    this.#shape = shape;
    this.#isCompressed = place.pictures !== undefined;
    this.#referenceNs = place.referenceNs;
    const isVideo = descriptor.payloadType === 'video';
    // The number of electrodes is that of the channels' names; frames that have another are a plain series.
    const electrodes = shape[0] === descriptor.channelNames.length ? place.electrodes : undefined;
    const type = isVideo ? 'ImageSeries' : electrodes === undefined ? 'TimeSeries' : 'ElectricalSeries';
    const group = this.#describe(place, type, first.dejittered !== undefined);
    if (place.pictures !== undefined) this.#addValues = externalPictures(group, place.pictures);
    else if (isVideo) this.#addValues = this.#ownPictures(group, first);
    else this.#addValues = this.#values(group, first, electrodes);
    this.#timestamps = this.#add(new AppendedDataset(group, 'timestamps', 'float64', []));
    this.#timestamps.dataset.create_attribute('interval', Int32Array.of(1), [], '<i');
    this.#timestamps.dataset.create_attribute('unit', 'seconds');
    const sync = group.create_group('sync');
    const integers = (name: string) => this.#add(new AppendedDataset(sync, name, 'int64', []));
    this.#rawTimes = integers('timestamps_ns');
    this.#starts = integers('frame_start');
    this.#deviceTimes = integers('frame_device_time_ns');
    this.#seqs = integers('frame_seq');
    this.#losses = integers('frame_lost');
  }

  /** @returns whether the frame fits. */
  async add(frame: ExportFrame): Promise<boolean> {
    const { view } = frame;
    if (!this.#isCompressed && !sameColumns(view.data.shape, this.#shape)) return false;
    const { descriptor } = this.#stream;
    const times = chosenTimesNs(descriptor, frame);
    await this.#addValues(frame);
    this.#timestamps.append(Float64Array.from(times, (ns) => secondsFrom(this.#referenceNs, ns)));
    this.#rawTimes.append(stepTimesNs(descriptor, view));
    this.#starts.append(BigInt64Array.of(BigInt(this.steps)));
    this.#deviceTimes.append(BigInt64Array.of(view.deviceTimeNs ?? noTime));
    this.#seqs.append(BigInt64Array.of(BigInt(view.seq ?? -1)));
    this.#losses.append(BigInt64Array.of(BigInt(view.lost)));
    this.steps += times.length;
    return true;
  }

  flush(): void {
    for (const dataset of this.#datasets) dataset.flush();
  }

  #describe({ acquisition, name }: NwbSeriesPlace, type: NwbType, isDejittered: boolean): Group {
    const { descriptor, streamId } = this.#stream;
    const group = ofType(acquisition.create_group(name), type);
    const times = isDejittered ? 'dejittered' : 'raw';
    group.create_attribute('description', descriptor.displayName ?? streamId);
    // For people and programs: the format has no place for a descriptor.
    group.create_attribute('comments', JSON.stringify({ timestamps: times, descriptor }));
    return group;
  }

  #values(
    group: Group,
    { view }: ExportFrame,
    electrodes: NwbSeriesPlace['electrodes'],
  ): (frame: ExportFrame) => void {
    const { descriptor } = this.#stream;
    const data = this.#data(group, view.dtype, innerAxes(descriptor, view.data.shape));
    if (electrodes === undefined) {
      const [unit = '', ...others] = new Set(channelUnits(descriptor, view.data.shape[0] ?? 0));
      describeData(data, others.length > 0 || unit === '' ? 'n/a' : unit, 1);
    } else describeElectrodes(group, data, electrodes);
    return (frame) => data.append(timeFirst(frame.view));
  }

  #ownPictures(group: Group, { view }: ExportFrame): (frame: ExportFrame) => void {
    const data = this.#data(group, view.dtype, nwbPictures(view).inner);
    describeData(data, 'n/a', 1);
    group.create_dataset({ name: 'format', data: 'raw' });
    return (frame) => data.append(nwbPictures(frame.view).values);
  }

  #data(group: Group, dtype: ExportFrame['view']['dtype'], inner: readonly number[]): AppendedDataset {
    return this.#add(new AppendedDataset(group, 'data', dtype, inner));
  }

  #add(dataset: AppendedDataset): AppendedDataset {
    this.#datasets.push(dataset);
    return dataset;
  }
}

/** The pictures stand in a file beside, of which the series says the name. */
function externalPictures(group: Group, pictures: OutputFile): ValueSink {
  const data = group.create_dataset({ name: 'data', data: new Uint8Array(0), dtype: '<B', shape: [0, 0, 0] });
  describeDataset(data, 'n/a', 1);
  group.create_dataset({ name: 'format', data: 'external' });
  const file = group.create_dataset({ name: 'external_file', data: [`./${basename(pictures.path)}`] });
  file.create_attribute('starting_frame', Int32Array.of(0), [1], '<i');
  return (frame) => pictures.write(bytesOf(frame.view.data.values as TypedArray));
}

function describeElectrodes(
  group: Group,
  data: AppendedDataset,
  { voltsPerUnit, firstRow, table }: ElectrodeStream & { readonly table: Group },
): void {
  const [common = 1, ...others] = new Set(voltsPerUnit);
  describeData(data, 'volts', others.length === 0 ? common : 1);
  if (others.length > 0) {
    const conversion = group.create_dataset({
      name: 'channel_conversion',
      data: Float32Array.from(voltsPerUnit),
    });
    conversion.create_attribute('axis', Int32Array.of(1), [], '<i');
  }
  const rows = Int32Array.from(voltsPerUnit, (_, channel) => firstRow + channel);
  const region = ofType(group.create_dataset({ name: 'electrodes', data: rows }), 'DynamicTableRegion');
  region.create_attribute('description', 'The electrodes of the channels');
  region.create_attribute('table', table.create_reference());
}

const describeData = ({ dataset }: AppendedDataset, unit: string, conversion: number): void =>
  describeDataset(dataset, unit, conversion);

function describeDataset(data: Dataset, unit: string, conversion: number): void {
  data.create_attribute('unit', unit);
  writeFloatAttribute(data, 'conversion', conversion);
  writeFloatAttribute(data, 'offset', 0);
  writeFloatAttribute(data, 'resolution', -1);
}
