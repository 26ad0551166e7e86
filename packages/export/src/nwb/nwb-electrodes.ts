/** The electrodes: NWB 2.7, `nwb.ecephys.yaml` and the table `electrodes` of `nwb.file.yaml`. */
import type { RecordedStreamInfo } from '@modlink/recording';
import type { Group, Reference } from 'h5wasm/node';
import { channelNames, channelUnits, electrodeNames, referenceName } from '../streams/channels.js';
import type { Impedances } from '../streams/impedances.js';
import { type NwbColumn, ofType, writeTable } from './nwb-objects.js';

/** What a value times this is volts. */
const voltsPerUnit: ReadonlyMap<string, number> = new Map([
  ['nV', 1e-9],
  ['uV', 1e-6],
  ['µV', 1e-6],
  ['μV', 1e-6],
  ['mV', 1e-3],
  ['V', 1],
]);
/** Streams of electrodes, beside those whose driver names the electrodes. */
const electrodeStreams: ReadonlySet<string> = new Set(['eeg', 'ecg', 'eog', 'emg']);

/** A stream of voltages at electrodes. */
export interface ElectrodeStream {
  readonly stream: RecordedStreamInfo;
  /** Of its series, and of the group of its electrodes. */
  readonly name: string;
  /** Of each channel. */
  readonly voltsPerUnit: readonly number[];
  /** Its first row in the table. */
  readonly firstRow: number;
}

/** Those of the streams that are voltages at electrodes, with their places in the table. */
export function electrodeStreamsOf(
  streams: readonly RecordedStreamInfo[],
  names: ReadonlyMap<number, string>,
): Map<number, ElectrodeStream> {
  const found = new Map<number, ElectrodeStream>();
  let firstRow = 0;
  for (const stream of streams) {
    const { payloadType, streamKey, metadata, channelNames: channels } = stream.descriptor;
    const isOfElectrodes = electrodeStreams.has(streamKey) || Array.isArray(metadata.electrodes);
    // A stream whose channels have no names does not say how many they are; its values are a plain series.
    if (payloadType !== 'signal' || !isOfElectrodes || channels.length === 0) continue;
    const volts = channelUnits(stream.descriptor, channels.length).map((unit) => voltsPerUnit.get(unit));
    const known = volts.filter((each) => each !== undefined);
    if (known.length !== volts.length) continue;
    const name = names.get(stream.channelId) ?? '';
    found.set(stream.channelId, { stream, name, voltsPerUnit: known, firstRow });
    firstRow += channels.length;
  }
  return found;
}

/** Writes a group for each stream and a row for each of its channels. @returns the table. */
export function writeElectrodes(
  general: Group,
  devices: ReadonlyMap<string, Group>,
  streams: Iterable<ElectrodeStream>,
  impedances: ReadonlyMap<string, Impedances>,
): Group {
  const ephys = general.create_group('extracellular_ephys');
  const label: string[] = [];
  const location: string[] = [];
  const group: Reference[] = [];
  const groupName: string[] = [];
  const reference: string[] = [];
  const ohm: number[] = [];
  for (const { stream, name } of streams) {
    const { descriptor } = stream;
    const { deviceId, streamKey } = descriptor;
    const device = devices.get(deviceId);
    const electrodeGroup = ofType(ephys.create_group(name), 'ElectrodeGroup');
    electrodeGroup.create_attribute('description', `Electrodes of the stream ${stream.streamId}`);
    electrodeGroup.create_attribute('location', 'unknown');
    if (device !== undefined) electrodeGroup.create_soft_link(device.path, 'device');
    const names = channelNames(descriptor, descriptor.channelNames.length);
    const electrodes = electrodeNames(descriptor, names.length);
    const measured = impedances.get(deviceId);
    for (const [channel, channelName] of names.entries()) {
      label.push(channelName);
      location.push(electrodes[channel] || 'unknown');
      group.push(electrodeGroup.create_reference());
      groupName.push(name);
      reference.push(referenceName(descriptor) || 'unknown');
      // A number alone is that of an electrode of the head: no other stream has its channels by these.
      const byNumber = streamKey === 'eeg' ? measured?.get(channel + 1) : undefined;
      ohm.push(measured?.get(channelName) ?? byNumber ?? Number.NaN);
    }
  }
  const columns: NwbColumn[] = [
    { name: 'location', description: 'Where the electrode is', values: location },
    { name: 'group', description: 'The stream it belongs to', values: group },
    { name: 'group_name', description: 'The name of that', values: groupName },
    { name: 'label', description: 'The name of the channel', values: label },
    { name: 'reference', description: 'What its voltage is measured against', values: reference },
  ];
  if (ohm.some((value) => !Number.isNaN(value))) {
    const description = 'Impedance in ohm as it was last measured while recording';
    columns.push({ name: 'imp', description, values: Float32Array.from(ohm) });
  }
  return writeTable(ephys.create_group('electrodes'), 'DynamicTable', 'All electrodes', columns);
}
