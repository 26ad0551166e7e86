/** What the header of a stream says: the specification's "Stream header", and https://github.com/sccn/xdf/wiki/Meta-Data. */
import { type JsonObject, type JsonValue, StreamDescriptor, type StreamDescriptorInit } from '@modlink/sdk';
import { type DeviceNames, plainName, plainUnit, uniqueChannelNames, unitMetadata } from '../input/names.js';
import { childrenOf, textOf } from './xdf-xml.js';

/** "Channel formats": the bytes of a value, and what they are here. */
export const xdfValueTypes = {
  int8: { bytes: 1, dtype: 'int8' },
  int16: { bytes: 2, dtype: 'int16' },
  int32: { bytes: 4, dtype: 'int32' },
  int64: { bytes: 8, dtype: 'int64' },
  float32: { bytes: 4, dtype: 'float32' },
  double64: { bytes: 8, dtype: 'float64' },
} as const;
export type XdfNumberFormat = keyof typeof xdfValueTypes;

export interface XdfStreamInfo {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly format: XdfNumberFormat | 'string';
  readonly channels: number;
  readonly rateHz: number | 'irregular';
  /** The names of the channels; empty where the header has none. */
  readonly labels: readonly string[];
  readonly header: JsonObject;
}

/** A sample of more bytes is damage: a picture of 8 million pixels still fits. */
const largestSampleBytes = 16 * 1024 * 1024;
const mostTextChannels = 1_000;

/** @returns why it cannot be read, where it cannot. */
export function streamInfo(id: number, header: JsonObject): XdfStreamInfo | string {
  const format = textOf(header, 'channel_format').toLowerCase();
  if (format !== 'string' && !Object.hasOwn(xdfValueTypes, format))
    return `its channel_format ${JSON.stringify(format)} is none of string, ${Object.keys(xdfValueTypes).join(', ')}`;
  const channels = Number(textOf(header, 'channel_count'));
  if (!Number.isSafeInteger(channels) || channels < 1) return 'its channel_count is no positive whole number';
  const valueBytes = format === 'string' ? 0 : xdfValueTypes[format as XdfNumberFormat].bytes;
  if (channels * valueBytes > largestSampleBytes || (format === 'string' && channels > mostTextChannels))
    return `its channel_count of ${channels} is beyond what a sample may have`;
  const rate = Number(textOf(header, 'nominal_srate'));
  const described = childrenOf(childrenOf(childrenOf(header, 'desc')[0], 'channels')[0], 'channel');
  return {
    id,
    name: textOf(header, 'name'),
    type: textOf(header, 'type'),
    format: format as XdfStreamInfo['format'],
    channels,
    rateHz: Number.isFinite(rate) && rate > 0 ? rate : 'irregular',
    labels: described.slice(0, channels).map((channel) => textOf(channel, 'label')),
    header,
  };
}

/** Whether the values of a stream are markers, and not only a signal. The type is "Markers" by the convention of LSL. */
export function isMarkerStream({ type, rateHz, channels, format }: XdfStreamInfo): boolean {
  return (
    format === 'string' ||
    (rateHz === 'irregular' && channels === 1 && /^(markers?|events?|triggers?|stim)$/i.test(type))
  );
}

/**
 * The stream that a numeric one becomes: the device has its name, the key is its type. One that ModLink exported gets back the
 * descriptor it had.
 */
export function descriptorOf(info: XdfStreamInfo, names: DeviceNames): StreamDescriptor {
  const { channels, rateHz, labels, header, name, type } = info;
  const dtype = xdfValueTypes[info.format as XdfNumberFormat].dtype;
  const chunkSize = rateHz === 'irregular' ? 1 : samplesPerFrame(rateHz, channels);
  const own = ownDescriptor(header);
  if (own?.payloadType === 'signal' && [0, channels].includes(own.channelNames.length)) {
    const { dtype: _, ...fields } = own.toJSON();
    if (own.nominalSampleRateHz === rateHz && names.take(own.deviceId, own.streamKey))
      return new StreamDescriptor({ ...fields, chunkSize: Math.max(own.chunkSize, chunkSize), dtype });
  }
  const described = childrenOf(childrenOf(childrenOf(header, 'desc')[0], 'channels')[0], 'channel');
  const units = Array.from({ length: described.length }, (_, channel) =>
    plainUnit(textOf(described[channel], 'unit')),
  );
  const electrodes = described.slice(0, channels).map((channel) => textOf(channel, 'electrode'));
  const reference = textOf(childrenOf(childrenOf(header, 'desc')[0], 'reference')[0], 'label');
  const streamKey = plainName(type, 'signal');
  return new StreamDescriptor({
    deviceId: names.deviceFor(plainName(name, 'xdf'), streamKey),
    streamKey,
    payloadType: 'signal',
    nominalSampleRateHz: rateHz,
    chunkSize,
    channelNames:
      labels.length === 0
        ? []
        : uniqueChannelNames(Array.from({ length: channels }, (_, channel) => labels[channel] ?? '')),
    ...(name !== '' && { displayName: name.slice(0, 200) }),
    dtype,
    metadata: {
      ...unitMetadata(units.slice(0, channels)),
      ...(electrodes.some((each) => each !== '') && { electrodes }),
      ...(reference !== '' && { reference }),
      ...(textOf(header, 'source_id') !== '' && { sourceId: textOf(header, 'source_id') }),
    },
  });
}

/** A tenth of a second, in 1 MiB at most. */
function samplesPerFrame(rateHz: number, channels: number): number {
  return Math.max(1, Math.min(Math.round(rateHz / 10), 10_000, Math.floor(2 ** 17 / channels)));
}

/** What ModLink's own export puts into the header. */
function ownDescriptor(header: JsonObject): StreamDescriptor | undefined {
  const json = textOf(childrenOf(childrenOf(header, 'desc')[0], 'modlink')[0], 'descriptor');
  if (json === '') return undefined;
  try {
    return new StreamDescriptor(JSON.parse(json) as StreamDescriptorInit);
  } catch {
    return undefined;
  }
}

const longestFacts = 64 * 1024;

/** A header for the provenance: without the description where that is very long. */
export function headerFacts(header: JsonObject): JsonValue {
  const { desc, ...short } = header;
  if (JSON.stringify(header).length <= longestFacts) return header;
  return JSON.stringify(short).length <= longestFacts ? short : {};
}
