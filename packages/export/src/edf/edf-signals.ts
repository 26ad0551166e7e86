import { channelNames, channelUnits, electrodeNames, referenceName } from '../streams/channels.js';
import type { EdfSignal } from './edf-header.js';
import type { ScannedStream } from './edf-plan.js';
import type { EdfScaling } from './edf-scaling.js';

/** Types of signals that EDF+ gives a name ("Standard texts and polarity rules", https://www.edfplus.info/specs/edftexts.html). */
const standardTypes: ReadonlyMap<string, string> = new Map(
  ['EEG', 'ECG', 'EOG', 'EMG', 'ERG', 'EP'].map((type) => [type.toLowerCase(), type]),
);
const labelCharacters = 16;

/** What the head says of the channels of a stream. Its id and the reference stand in the field of the transducer. */
export function edfSignals({
  stream: { streamId, descriptor },
  scalings,
  samplesPerRecord,
}: ScannedStream & {
  readonly scalings: readonly EdfScaling[];
  readonly samplesPerRecord: number;
}): EdfSignal[] {
  const names = channelNames(descriptor, scalings.length);
  const units = channelUnits(descriptor, scalings.length);
  const electrodes = electrodeNames(descriptor, scalings.length);
  const reference = referenceName(descriptor);
  const type = standardTypes.get(descriptor.streamKey);
  return scalings.map(({ physicalMin, physicalMax }, channel) => {
    const name = names[channel] ?? '';
    const electrode = electrodes[channel] ?? '';
    const transducer = [
      streamId,
      electrode && electrode !== name ? `electrode ${electrode}` : '',
      reference && `reference ${reference}`,
    ];
    return {
      label: label(type, name, reference),
      transducer: transducer.filter((part) => part !== '').join(', '),
      unit: units[channel] ?? '',
      physicalMin,
      physicalMax,
      samplesPerRecord,
    };
  });
}

/** `EEG Fp1-A1` where the format has a type for it and there is room, otherwise less of it. */
function label(type: string | undefined, name: string, reference: string): string {
  if (type === undefined) return name;
  const whole = reference === '' ? `${type} ${name}` : `${type} ${name}-${reference}`;
  if (whole.length <= labelCharacters) return whole;
  const short = `${type} ${name}`;
  return short.length <= labelCharacters ? short : name;
}
