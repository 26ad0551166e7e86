/** What XDF says in XML: the specification's "Stream header", and the field names of https://github.com/sccn/xdf/wiki/Meta-Data. */
import type { RecordedStreamInfo } from '@modlink/recording';
import type { ExportOptionValues } from '../export-option.js';
import {
  channelNames,
  channelUnits,
  electrodeNames,
  referenceName,
  valueNames,
} from '../streams/channels.js';

type Xml = readonly (readonly [name: string, content: string | number | Xml])[];

export interface XdfStreamSummary {
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  readonly samples: number;
  readonly offsets: readonly { readonly timeSeconds: number; readonly offsetSeconds: number }[];
}

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['eeg', 'EEG'],
  ['ecg', 'ECG'],
  ['emg', 'EMG'],
  ['eog', 'EOG'],
  ['audio', 'Audio'],
]);
const unitNames: ReadonlyMap<string, string> = new Map([
  ['uV', 'microvolts'],
  ['mV', 'millivolts'],
  ['V', 'volts'],
]);

export function fileHeaderXml(startedAt: Date): string {
  return document([
    ['version', '1.0'],
    ['datetime', startedAt.toISOString()],
  ]);
}

/** @param shape - of a frame: the values of one step are the channels, also those of rasters and fields. */
export function streamHeaderXml(
  { channelId, descriptor, driverId }: RecordedStreamInfo,
  format: string,
  shape: readonly number[],
  { timestamps = '' }: ExportOptionValues,
): string {
  const { deviceId, displayName, nominalSampleRateHz, streamId, streamKey } = descriptor;
  const [channels = 0, , ...inner] = shape;
  const units = channelUnits(descriptor, channels);
  const electrodes = electrodeNames(descriptor, channels);
  const type = contentTypes.get(streamKey) ?? streamKey;
  const described = channelNames(descriptor, channels).flatMap((name, channel) =>
    valueNames(name, inner).map((label): Xml[number] => {
      const unit = units[channel] ?? '';
      const electrode = electrodes[channel] ?? '';
      const fields: (readonly [string, string])[] = [
        ['label', label],
        ['unit', unitNames.get(unit) ?? unit],
        ['type', type],
      ];
      if (electrode !== '') fields.push(['electrode', electrode]);
      return ['channel', fields];
    }),
  );
  const reference = referenceName(descriptor);
  return document([
    ['name', streamId],
    ['type', type],
    ['channel_count', described.length],
    ['nominal_srate', nominalSampleRateHz === 'irregular' ? 0 : nominalSampleRateHz],
    ['channel_format', format],
    ['source_id', deviceId],
    ['uid', `${streamId}#${channelId}`],
    [
      'desc',
      [
        ['channels', described],
        ...(reference === '' ? [] : [['reference', [['label', reference]]] as const]),
        ['acquisition', [['model', displayName ?? driverId]]],
        [
          'modlink',
          [
            ['timestamps', timestamps],
            ['descriptor', JSON.stringify(descriptor)],
          ],
        ],
      ],
    ],
  ]);
}

export function markersHeaderXml(): string {
  return document([
    ['name', 'ModLink-Markers'],
    ['type', 'Markers'],
    ['channel_count', 1],
    ['nominal_srate', 0],
    ['channel_format', 'string'],
    ['source_id', 'modlink'],
    ['uid', 'modlink-markers'],
    ['desc', [['channels', [['channel', [['label', 'event']]]]]]],
  ]);
}

export function streamFooterXml({ firstSeconds, lastSeconds, samples, offsets }: XdfStreamSummary): string {
  return document([
    ['first_timestamp', firstSeconds],
    ['last_timestamp', lastSeconds],
    ['sample_count', samples],
    [
      'clock_offsets',
      offsets.map(({ timeSeconds, offsetSeconds }) => [
        'offset',
        [
          ['time', timeSeconds],
          ['value', offsetSeconds],
        ],
      ]),
    ],
  ]);
}

function document(info: Xml): string {
  return `<?xml version="1.0"?>${element('info', info)}`;
}

function element(name: string, content: string | number | Xml): string {
  const inner = Array.isArray(content)
    ? (content as Xml).map(([child, value]) => element(child, value)).join('')
    : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return (
    text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      // XML 1.0 has no way to say most control characters.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' ')
  );
}
