/** Which signals of a file make a stream: those of one rate. */
import { StreamDescriptor } from '@modlink/sdk';
import { invalidFile } from '../errors.js';
import { DeviceNames, plainName, plainUnit, uniqueChannelNames, unitMetadata } from '../input/names.js';
import type { WarningLog } from '../input/warning-log.js';
import { isAnnotationSignal } from './edf-annotations.js';
import type { EdfHeader, EdfSignal } from './edf-header.js';

export interface EdfStream {
  readonly descriptor: StreamDescriptor;
  readonly signals: readonly EdfSignal[];
  readonly samplesPerRecord: number;
  /** Whether it is the channel of triggers of a BDF file, whose digital values are kept. */
  readonly isStatus: boolean;
}

/** Types of signals that begin a label: "Standard texts and polarity rules", https://www.edfplus.info/specs/edftexts.html. */
const standardTypes = ['EEG', 'ECG', 'EOG', 'EMG', 'ERG', 'EP'];
/** What ModLink's own export writes into the field of the transducer. */
const ownTransducer = /^([a-z0-9_]+\.\d{2,}):([a-z0-9_]+)(?:, electrode ([^,]*))?(?:, reference (.*))?$/;
const mostFrameValues = 2 ** 17;

/** @throws {ImportError} `IMPORT_INVALID_FILE` */
export function edfStreams(header: EdfHeader, path: string, warnings: WarningLog): EdfStream[] {
  const names = new DeviceNames();
  const groups = new Map<string, EdfSignal[]>();
  for (const signal of header.signals) {
    if (isAnnotationSignal(signal)) continue;
    if (signal.samplesPerRecord === 0) {
      warnings.add(`the signal ${JSON.stringify(signal.label)} has no samples and is left out`);
      continue;
    }
    const own = ownTransducer.exec(signal.transducer);
    const kind = isStatus(header, signal) ? 'status' : own === null ? '' : `${own[1]}:${own[2]}`;
    const key = `${signal.samplesPerRecord} ${kind}`;
    groups.set(key, [...(groups.get(key) ?? []), signal]);
  }
  if (groups.size > 0 && header.recordNs === 0n)
    throw invalidFile(
      path,
      'byte 244',
      'data records with signals last longer than 0 seconds, and these do not',
    );
  return [...groups.values()].map((signals) => edfStream(header, signals, names, warnings));
}

function isStatus({ sampleBytes }: EdfHeader, { label }: EdfSignal): boolean {
  return sampleBytes === 3 && /^(BDF )?status$/i.test(label);
}

function edfStream(
  header: EdfHeader,
  signals: readonly EdfSignal[],
  names: DeviceNames,
  warnings: WarningLog,
): EdfStream {
  const [first] = signals;
  const samplesPerRecord = first?.samplesPerRecord ?? 1;
  const status = first !== undefined && isStatus(header, first);
  const nominalSampleRateHz = rateOf(samplesPerRecord, header.recordNs);
  const own = signals.map(({ transducer }) => ownTransducer.exec(transducer));
  const type = standardTypes.find((each) => signals.every(({ label }) => label.startsWith(`${each} `)));
  const { deviceId, streamKey } = placeOf(header, own[0], type, { status, nominalSampleRateHz }, names);
  const reference = own[0]?.[4];
  const labels = signals.map(({ label }) =>
    own[0] ? withoutTypeAndReference(label, type, reference) : label,
  );
  for (const { label, ...range } of signals) {
    if (!status && !hasScale(range))
      warnings.add(
        `the signal ${JSON.stringify(label)} has no range of values: its digital values are kept as they are`,
      );
  }
  const chunkSize = Math.max(
    1,
    Math.min(samplesPerRecord, Math.ceil(nominalSampleRateHz), Math.floor(mostFrameValues / signals.length)),
  );
  const descriptor = new StreamDescriptor({
    deviceId,
    streamKey,
    payloadType: 'signal',
    nominalSampleRateHz,
    chunkSize,
    channelNames: uniqueChannelNames(labels),
    dtype: status ? 'int32' : 'float64',
    metadata: {
      ...(status ? {} : unitMetadata(signals.map(({ unit }) => plainUnit(unit)))),
      // The export says an electrode only where it is not the channel's name.
      ...(own.some((each) => each?.[3]) && {
        electrodes: own.map((each, channel) => each?.[3] ?? labels[channel] ?? ''),
      }),
      ...(reference && { reference }),
      scaling: {
        physicalMin: signals.map(({ physicalMin }) => physicalMin),
        physicalMax: signals.map(({ physicalMax }) => physicalMax),
        digitalMin: signals.map(({ digitalMin }) => digitalMin),
        digitalMax: signals.map(({ digitalMax }) => digitalMax),
      },
      labels: signals.map(({ label }) => label),
      transducers: signals.map(({ transducer }) => transducer),
      prefilters: signals.map(({ prefilter }) => prefilter),
    },
  });
  return { descriptor, signals, samplesPerRecord, isStatus: status };
}

function placeOf(
  header: EdfHeader,
  own: RegExpExecArray | null | undefined,
  type: string | undefined,
  stream: { readonly status: boolean; readonly nominalSampleRateHz: number },
  names: DeviceNames,
): { deviceId: string; streamKey: string } {
  const [, ownDevice, ownKey] = own ?? [];
  if (ownDevice !== undefined && ownKey !== undefined && names.take(ownDevice, ownKey))
    return { deviceId: ownDevice, streamKey: ownKey };
  const deviceId = `${plainName(equipmentOf(header), header.kind.slice(0, 3).toLowerCase())}.01`;
  const key = stream.status ? 'status' : (type?.toLowerCase() ?? 'signal');
  if (names.take(deviceId, key)) return { deviceId, streamKey: key };
  const withRate = `${key}_${plainName(String(stream.nominalSampleRateHz), '0')}hz`;
  if (names.take(deviceId, withRate)) return { deviceId, streamKey: withRate };
  return { deviceId: names.deviceFor(deviceId.slice(0, -3), withRate), streamKey: withRate };
}

/** The last of the subfields of EDF+, 2.1.3.4: start date, administration code, technician, equipment. */
export function equipmentOf({ isPlus, recording }: EdfHeader): string {
  const equipment = isPlus && recording.startsWith('Startdate ') ? (recording.split(' ')[4] ?? '') : '';
  return equipment === 'X' ? '' : equipment;
}

/** `EEG Fp1-A1`: `Fp1`. */
function withoutTypeAndReference(
  label: string,
  type: string | undefined,
  reference: string | undefined,
): string {
  const name = type === undefined ? label : label.slice(type.length + 1);
  return reference && name.endsWith(`-${reference}`) ? name.slice(0, -reference.length - 1) : name;
}

export function hasScale(range: Omit<EdfSignal, 'label'>): boolean {
  return range.physicalMin !== range.physicalMax && range.digitalMin !== range.digitalMax;
}

/** Hertz: exact where the duration is a whole number of nanoseconds, as all that 8 characters can say. */
const rateOf = (samplesPerRecord: number, recordNs: bigint): number =>
  recordNs === 0n ? 1 : (samplesPerRecord * 1e9) / Number(recordNs);
