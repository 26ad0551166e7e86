import type { StreamDescriptor } from '@modlink/sdk';
import { channelNames, channelUnits, electrodeNames, referenceName } from '../streams/channels.js';
import { type EdfSignal, printableAscii } from './edf-header.js';
import type { ScannedStream } from './edf-plan.js';
import type { EdfScaling } from './edf-scaling.js';

/** Types of signals that EDF+ gives a name ("Standard texts and polarity rules", https://www.edfplus.info/specs/edftexts.html). */
const standardTypes: ReadonlyMap<string, string> = new Map(
  ['EEG', 'ECG', 'EOG', 'EMG', 'ERG', 'EP'].map((type) => [type.toLowerCase(), type]),
);
const labelCharacters = 16;

/** The labels of a stream's signals, one for each channel. */
export type EdfLabels = (descriptor: StreamDescriptor, channels: number) => readonly string[];

/** What the head says of the channels of a stream. Its id and the reference stand in the field of the transducer. */
export function edfSignals(
  {
    stream: { streamId, descriptor },
    scalings,
    samplesPerRecord,
  }: ScannedStream & {
    readonly scalings: readonly EdfScaling[];
    readonly samplesPerRecord: number;
  },
  labels: EdfLabels,
): EdfSignal[] {
  const names = channelNames(descriptor, scalings.length);
  const units = channelUnits(descriptor, scalings.length);
  const electrodes = electrodeNames(descriptor, scalings.length);
  const reference = referenceName(descriptor);
  const labelled = labels(descriptor, scalings.length);
  return scalings.map(({ physicalMin, physicalMax }, channel) => {
    const name = names[channel] ?? '';
    const electrode = electrodes[channel] ?? '';
    const transducer = [
      streamId,
      electrode && electrode !== name ? `electrode ${electrode}` : '',
      reference && `reference ${reference}`,
    ];
    return {
      label: labelled[channel] ?? name,
      transducer: transducer.filter((part) => part !== '').join(', '),
      unit: units[channel] ?? '',
      physicalMin,
      physicalMax,
      samplesPerRecord,
    };
  });
}

/** Labels as EDF+ has them: type and electrode before what it is measured against. */
export const edfLabels: EdfLabels = (descriptor, channels) =>
  channelNames(descriptor, channels).map((name) =>
    label(standardTypes.get(descriptor.streamKey), name, referenceName(descriptor)),
  );

/** Labels that are the names of the channels, as far as the head can say them, and all different. */
export const plainLabels: EdfLabels = (descriptor, channels) => {
  const labels: string[] = [];
  for (const name of channelNames(descriptor, channels)) {
    const text = printableAscii(name).trim();
    let unique = text.slice(0, labelCharacters);
    for (let number = 2; labels.includes(unique); number++) {
      unique = `${text.slice(0, labelCharacters - 1 - String(number).length)}_${number}`;
    }
    labels.push(unique);
  }
  return labels;
};

/** `EEG Fp1-A1` where the format has a type for it and there is room, otherwise less of it. */
function label(type: string | undefined, name: string, reference: string): string {
  if (type === undefined) return name;
  const whole = reference === '' ? `${type} ${name}` : `${type} ${name}-${reference}`;
  if (whole.length <= labelCharacters) return whole;
  const short = `${type} ${name}`;
  return short.length <= labelCharacters ? short : name;
}
