import { type BleConnection, type BleServiceInfo, type Logger, serializeError } from '@modlink/sdk';
import { MuseControl } from './control.js';
import { MuseError } from './errors.js';
import { gatt, hasCharacteristic } from './gatt.js';
import type { MuseAnswer } from './parser/index.js';
import { type CompleteSettings, choosePreset } from './settings.js';
import type { StreamChoice } from './streams.js';

/** The headband that was really found, ready to stream. */
export interface Headband {
  readonly control: MuseControl;
  readonly choice: StreamChoice;
  readonly preset: string;
}

export interface HeadbandOptions {
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Told of commands that the headband refused. */
  readonly onRefused: (answer: MuseAnswer) => void;
}

/**
 * Asks a connected headband what it is, and finds out what it can measure.
 * @throws {MuseError} `UNSUPPORTED_MODEL`, `NO_ANSWER`; the signal's reason; {@link TransportError} when the connection closes.
 */
export async function openHeadband(
  connection: BleConnection,
  settings: CompleteSettings,
  options: HeadbandOptions,
): Promise<Headband> {
  const services = await connection.services();
  const isKnown = [gatt.control, gatt.telemetry, gatt.accel, gatt.gyro, ...gatt.eeg].every((each) =>
    hasCharacteristic(services, each),
  );
  if (!isKnown) throw unsupported(connection, services);
  const { measurements, replyTimeoutMs, aux, rssi } = settings;
  const control = await MuseControl.open({
    connection,
    services,
    replyTimeoutMs,
    onRefused: options.onRefused,
  });
  const version = await control.ask('v1', 'fw', options.signal);
  const status = await askStatus(control, options);
  const wants = (name: (typeof measurements)[number]) => measurements.includes(name);
  const ppg = wants('ppg') && gatt.ppg.every((each) => hasCharacteristic(services, each));
  return {
    control,
    preset: choosePreset(settings, ppg),
    choice: {
      eeg: wants('eeg'),
      aux,
      accel: wants('accel'),
      gyro: wants('gyro'),
      ppg,
      rssi,
      device: {
        ...text('firmware', version.fw),
        ...text('hardware', version.hw),
        ...text('serialNumber', status.sn),
      },
    },
  };
}

/** Serial number, battery and others. A headband that does not tell them measures all the same. */
export async function askStatus(
  control: MuseControl,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<MuseAnswer> {
  try {
    return await control.ask('s', 'bp', signal);
  } catch (error) {
    signal.throwIfAborted();
    log.warn(`The status of the headband is not known: ${serializeError(error).message}`);
    return {};
  }
}

function text<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  return typeof value === 'string' ? ({ [name]: value } as Record<Name, string>) : {};
}

function unsupported({ id }: BleConnection, services: readonly BleServiceInfo[]): MuseError {
  return new MuseError(
    'UNSUPPORTED_MODEL',
    `The device ${id} is no headband that this driver knows: expected the characteristics of a Muse 2016, Muse 2 or Muse S in ` +
      `the service fe8d; its services are ${services.map(({ uuid }) => uuid).join(', ') || 'none'}. A Muse S Athena speaks ` +
      'another protocol.',
    { subject: { path: id } },
  );
}
