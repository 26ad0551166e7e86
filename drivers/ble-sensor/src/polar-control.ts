import { awaitAnswer, type BleConnection } from '@modlink/sdk';
import { BleSensorError } from './errors.js';
import { gatt } from './gatt.js';
import {
  encodePmdCommand,
  type PmdMeasurement,
  type PmdOperation,
  type PmdSettingName,
  type PmdSettings,
  type PmdStatus,
  parsePmdResponse,
  parsePmdSettings,
  pmdMeasurements,
  pmdOpCodes,
} from './parser/index.js';

/** What a Polar sensor answered. */
export interface PolarAnswer {
  readonly status: PmdStatus;
  readonly settings: PmdSettings;
}

interface Question {
  readonly operation: PmdOperation;
  readonly measurement: PmdMeasurement;
  readonly settings?: Partial<Record<PmdSettingName, number>>;
}

/** The control point of a Polar sensor: one command after another, each with its answer. */
export class PolarControl {
  readonly #connection: BleConnection;
  readonly #replyTimeoutMs: number;
  #take: (bytes: Uint8Array) => void = () => {};

  private constructor(connection: BleConnection, replyTimeoutMs: number) {
    this.#connection = connection;
    this.#replyTimeoutMs = replyTimeoutMs;
  }

  /** Answers come as indications, which are subscribed to until the connection ends. */
  static async open(connection: BleConnection, replyTimeoutMs: number): Promise<PolarControl> {
    const control = new PolarControl(connection, replyTimeoutMs);
    await connection.subscribe(gatt.polarControl, (bytes) => control.#take(bytes));
    return control;
  }

  /**
   * Sends a command and waits for its answer, whatever its status.
   * @throws {BleSensorError} `NO_ANSWER`, `COMMAND_REFUSED` (an answer that cannot be read); the signal's reason;
   * {@link TransportError} when the connection closes.
   */
  async ask(question: Question, signal?: AbortSignal): Promise<PolarAnswer> {
    const { operation, measurement, settings } = question;
    const connection = this.#connection;
    const timeoutMs = this.#replyTimeoutMs;
    try {
      return await awaitAnswer<PolarAnswer>(
        (resolve, reject) => {
          this.#take = (bytes) => {
            const response = parsePmdResponse(bytes);
            if (response?.operation !== pmdOpCodes[operation]) return;
            if (response.measurement !== pmdMeasurements[measurement]) return;
            const parsed = response.more ? undefined : parsePmdSettings(response.parameters);
            if (parsed !== undefined) resolve({ status: response.status, settings: parsed });
            else reject(unreadable(connection, question, bytes, response.more));
          };
          return connection.write(gatt.polarControl, encodePmdCommand(operation, measurement, settings));
        },
        { connection, signal, timeoutMs, noAnswer: () => noAnswer(connection, question, timeoutMs) },
      );
    } finally {
      this.#take = () => {};
    }
  }
}

function noAnswer(
  { id }: BleConnection,
  { operation, measurement }: Question,
  timeoutMs: number,
): BleSensorError {
  return new BleSensorError(
    'NO_ANSWER',
    `The sensor ${id} did not answer the command "${operation} ${measurement}" within ${timeoutMs} ms. Move it nearer, check that ` +
      'no phone or watch is connected to it, and switch it off and on.',
    { subject: { path: id } },
  );
}

function unreadable(
  { id, mtuBytes }: BleConnection,
  { operation, measurement }: Question,
  bytes: Uint8Array,
  isSplit: boolean,
): BleSensorError {
  const what = isSplit
    ? `came in several packets, because those of this connection hold only ${mtuBytes} bytes; 232 are needed. Use another Bluetooth adapter.`
    : `cannot be read: ${Buffer.from(bytes).toString('hex')}. Update the firmware of the sensor.`;
  return new BleSensorError(
    'COMMAND_REFUSED',
    `The answer of the sensor ${id} to the command "${operation} ${measurement}" ${what}`,
    { subject: { path: id } },
  );
}
