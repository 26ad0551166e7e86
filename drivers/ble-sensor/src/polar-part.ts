import { RefusalReport, type StreamDescriptor } from '@modlink/sdk';
import { BleSensorError } from './errors.js';
import { gatt, hasCharacteristic } from './gatt.js';
import { type PmdMeasurement, type PmdSettings, parsePmdFeatures, parsePmdFrame } from './parser/index.js';
import { chooseSettings, type PolarChoice, trueRateHz } from './polar-choice.js';
import { PolarControl } from './polar-control.js';
import { PpiStream, SampledStream } from './polar-streams.js';
import type { SensorLink, SensorPart } from './sensor-part.js';
import { ppiStream, sampledStream } from './streams.js';

/** A measurement that is to be started, with what it is started with. */
interface Measurement {
  readonly name: PmdMeasurement;
  readonly choice: PolarChoice;
  readonly descriptor: StreamDescriptor;
}

/** Polar's measurement data: asks the sensor what it has, and takes what the settings want of it. */
export async function openPolar(link: SensorLink, signal: AbortSignal): Promise<SensorPart | undefined> {
  const { connection, services, settings } = link;
  if (!hasCharacteristic(services, gatt.polarControl)) return undefined;
  const features = parsePmdFeatures(await connection.read(gatt.polarControl)) ?? [];
  const wanted = features.filter((name) => settings.measurements.includes(name));
  if (wanted.length === 0) return undefined;
  const control = await PolarControl.open(connection, settings.replyTimeoutMs);
  const measurements: Measurement[] = [];
  for (const name of wanted) {
    if (name === 'ppi') {
      measurements.push({ name, choice: {}, descriptor: ppiStream });
      continue;
    }
    const { status, settings: offered } = await control.ask(
      { operation: 'settings', measurement: name },
      signal,
    );
    if (status !== 'success') throw refused(connection.id, 'settings', name, status);
    const choice = chooseSettings(name, offered, settings);
    const { sampleRateHz = settings[`${name}RateHz`], range } = choice;
    measurements.push({
      name,
      choice,
      descriptor: sampledStream(name, trueRateHz(name, sampleRateHz), range),
    });
  }
  return new PolarPart(link, control, measurements);
}

class PolarPart implements SensorPart {
  readonly streams: readonly StreamDescriptor[];
  readonly #link: SensorLink;
  readonly #control: PolarControl;
  readonly #measurements: readonly Measurement[];
  readonly #refusals: RefusalReport;
  /** What was started; frames of anything else are passed over. */
  readonly #running = new Map<PmdMeasurement, PpiStream | SampledStream>();
  #unsubscribe = async () => {};

  constructor(link: SensorLink, control: PolarControl, measurements: readonly Measurement[]) {
    this.streams = measurements.map(({ descriptor }) => descriptor);
    this.#link = link;
    this.#control = control;
    this.#measurements = measurements;
    this.#refusals = new RefusalReport('frames of measurement data', (message) =>
      link.report('warning', message),
    );
  }

  async start(signal: AbortSignal): Promise<void> {
    const { connection } = this.#link;
    this.#unsubscribe = await connection.subscribe(gatt.polarData, (bytes, arrivalNs) =>
      this.#take(bytes, arrivalNs),
    );
    for (const measurement of this.#measurements) {
      const { factor } = await this.#start(measurement, signal);
      const { name, descriptor } = measurement;
      this.#running.set(
        name,
        name === 'ppi'
          ? new PpiStream(this.#link.emit)
          : new SampledStream(
              name,
              Number(descriptor.nominalSampleRateHz),
              factor?.[0] ?? 1,
              this.#link.emit,
            ),
      );
    }
  }

  async stop(): Promise<void> {
    try {
      for (const measurement of this.#running.keys()) await this.#stop(measurement);
    } finally {
      await this.#unsubscribe();
    }
  }

  end(): void {
    this.#running.clear();
    this.#unsubscribe = async () => {};
  }

  async #start({ name, choice }: Measurement, signal: AbortSignal): Promise<PmdSettings> {
    const question = { operation: 'start', measurement: name, settings: choice } as const;
    let answer = await this.#control.ask(question, signal);
    if (answer.status === 'already in this state') {
      // Left behind by a program that ended without stopping it: with which settings, nobody knows.
      await this.#stop(name);
      answer = await this.#control.ask(question, signal);
    }
    if (answer.status !== 'success') throw refused(this.#link.connection.id, 'start', name, answer.status);
    return answer.settings;
  }

  async #stop(measurement: PmdMeasurement): Promise<void> {
    const { status } = await this.#control.ask({ operation: 'stop', measurement });
    if (status !== 'success') {
      this.#link.log.warn(`The sensor did not stop measuring ${measurement}: ${status}.`);
    }
  }

  #take(bytes: Uint8Array, arrivalNs: bigint): void {
    const frame = parsePmdFrame(bytes);
    const stream = frame && this.#running.get(frame.measurement);
    if (frame !== undefined && stream === undefined) return;
    if (frame === undefined || !stream?.take(frame, arrivalNs)) this.#refusals.add(bytes, arrivalNs);
  }
}

function refused(id: string, command: string, measurement: PmdMeasurement, status: string): BleSensorError {
  return new BleSensorError(
    'COMMAND_REFUSED',
    `The sensor ${id} refused the command "${command} ${measurement}": ${status}. Take it out of the charger, wear it, end the ` +
      `training or recording that runs on it, or leave "${measurement}" out of the setting measurements.`,
    { subject: { path: id } },
  );
}
