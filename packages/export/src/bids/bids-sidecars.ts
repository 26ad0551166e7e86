/** What stands beside a file of EEG: BIDS 1.8.0, "Electroencephalography", and "Events". */
import type { RecordedStreamInfo } from '@modlink/recording';
import { printableAscii } from '../edf/edf-header.js';
import { plainLabels } from '../edf/edf-signals.js';
import type { ExportJob } from '../export-format.js';
import { channelUnits, electrodeNames, referenceName } from '../streams/channels.js';
import { timedEvents } from '../streams/segments.js';
import { tsvText } from './tsv.js';

export interface EegSidecar {
  readonly stream: RecordedStreamInfo;
  readonly channels: number;
  readonly task: string;
  readonly powerLineFrequency: string;
  readonly durationSeconds: number;
  readonly hasGaps: boolean;
  readonly device: string;
  readonly hostVersion: string;
}

/** `_eeg.json` */
export function eegSidecar({
  stream: { descriptor },
  channels,
  task,
  powerLineFrequency,
  durationSeconds,
  hasGaps,
  device,
  hostVersion,
}: EegSidecar): object {
  return {
    TaskName: task,
    SamplingFrequency: Number(descriptor.nominalSampleRateHz),
    PowerLineFrequency: powerLineFrequency === 'n/a' ? 'n/a' : Number(powerLineFrequency),
    EEGReference: referenceName(descriptor) || 'n/a',
    SoftwareFilters: 'n/a',
    ManufacturersModelName: device,
    RecordingDuration: durationSeconds,
    RecordingType: hasGaps ? 'discontinuous' : 'continuous',
    EEGChannelCount: channels,
    SoftwareVersions: `ModLink ${hostVersion}`,
  };
}

/** `_channels.tsv`, with the names and units that stand in the file of signals. */
export function channelsTable({ descriptor }: RecordedStreamInfo, channels: number): string {
  const electrodes = electrodeNames(descriptor, channels);
  const units = channelUnits(descriptor, channels);
  const reference = referenceName(descriptor);
  const rate = Number(descriptor.nominalSampleRateHz);
  return tsvText([
    ['name', 'type', 'units', 'sampling_frequency', 'reference', 'description'],
    ...plainLabels(descriptor, channels).map((name, channel) => [
      name,
      'EEG',
      printableAscii(units[channel] ?? ''),
      rate,
      reference,
      electrodes[channel] ? `electrode ${electrodes[channel]}` : 'EEG',
    ]),
  ]);
}

/** `_events.tsv`, in the order of time. The events are in memory then. @param startNs - the time of the first sample. */
export async function eventsTable(
  job: ExportJob,
  startNs: bigint,
  rateHz: number,
): Promise<string | undefined> {
  const rows: { readonly onsetNs: bigint; readonly cells: (string | number | undefined)[] }[] = [];
  for await (const { event, durationNs } of timedEvents(job)) {
    const { type, label, deviceId, streamId, data, timestampNs } = event;
    const onsetNs = timestampNs - startNs;
    const isNamed = type === 'marker' || type === 'segment-start';
    rows.push({
      onsetNs,
      cells: [
        secondsText(onsetNs),
        secondsText(durationNs ?? 0n),
        isNamed ? label : type,
        Math.round((Number(onsetNs) * rateHz) / 1e9),
        type,
        isNamed ? undefined : label,
        deviceId,
        streamId,
        data === undefined ? undefined : JSON.stringify(data),
      ],
    });
  }
  if (rows.length === 0) return undefined;
  rows.sort((a, b) => Number(a.onsetNs - b.onsetNs));
  return tsvText([Object.keys(eventColumns), ...rows.map(({ cells }) => cells)]);
}

/** `_events.json`, for the columns of the table above. */
export const eventColumns = {
  onset: { Description: 'When it began, from the first sample of the file', Units: 's' },
  duration: { Description: 'How long it took; 0 for a moment', Units: 's' },
  trial_type: { Description: 'The name of the marker or segment, or the kind of event' },
  sample: { Description: 'The sample of the file, from 0, at which it began' },
  event_type: { Description: 'marker, segment-start, or what befell the recording' },
  event_label: { Description: 'What happened, in words' },
  device: { Description: 'The device that set it or that it is about' },
  stream: { Description: 'The stream that it is about' },
  data: { Description: 'What it has beside, as JSON' },
} as const;

/** To a nanosecond: a sum of seconds and their fraction, which no floating-point number rounds. */
function secondsText(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  const fraction = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${ns < 0n ? '-' : ''}${size / 1_000_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}
