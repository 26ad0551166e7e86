import {
  type BleCharacteristic,
  type BleConnection,
  type DataListener,
  type EmitOptions,
  type EmitSamples,
  RefusalReport,
  type ReportLevel,
} from '@modlink/sdk';
import { gatt } from './gatt.js';
import { PacketCount } from './packet-count.js';
import { PacketJoiner } from './packet-joiner.js';
import {
  eegSamplesPerPacket,
  type MusePacket,
  motionSamplesPerPacket,
  parseAccelPacket,
  parseEegPacket,
  parseGyroPacket,
  parsePpgPacket,
  parseTelemetry,
  ppgSamplesPerPacket,
} from './parser/index.js';
import type { StreamChoice } from './streams.js';

/** From here on the user is told to charge, in percent. */
const lowPercent = 15;

/** What a stretch of streaming gets to work with. */
export interface StreamingLink {
  readonly connection: BleConnection;
  readonly emit: (streamKey: string, values: EmitSamples, options?: EmitOptions) => void;
  readonly report: (level: ReportLevel, message: string) => void;
}

/** From the start of streaming to its end: packets in, frames out. */
export class MuseStreaming {
  readonly #link: StreamingLink;
  readonly #refusals: RefusalReport;
  readonly #joiners: PacketJoiner[] = [];
  readonly #unsubscribes: (() => Promise<void>)[] = [];
  #isTaking = false;
  #isToldLow = false;

  private constructor(link: StreamingLink) {
    this.#link = link;
    this.#refusals = new RefusalReport('packets', (message) => link.report('warning', message));
  }

  /** Subscribes to all that is measured. What it throws leaves no subscription behind. */
  static async open(link: StreamingLink, choice: StreamChoice): Promise<MuseStreaming> {
    const streaming = new MuseStreaming(link);
    try {
      const electrodes = gatt.eeg.slice(0, choice.aux ? 5 : 4);
      if (choice.eeg) await streaming.#join('eeg', electrodes, eegSamplesPerPacket, parseEegPacket);
      if (choice.ppg) await streaming.#join('ppg', gatt.ppg, ppgSamplesPerPacket, parsePpgPacket);
      if (choice.accel) await streaming.#motion('accel', gatt.accel, parseAccelPacket);
      if (choice.gyro) await streaming.#motion('gyro', gatt.gyro, parseGyroPacket);
      await streaming.#subscribe(gatt.telemetry, (bytes, arrivalNs) =>
        streaming.#telemetry(bytes, arrivalNs),
      );
      return streaming;
    } catch (error) {
      await streaming.close().catch(() => {});
      throw error;
    }
  }

  /** From now on packets are taken; what came before, a headband that was left running sent. */
  begin(): void {
    this.#isTaking = true;
  }

  /** A level that the headband told in another way than by its telemetry. */
  takeBattery(percent: number, arrivalNs?: bigint): void {
    this.#link.emit('battery', [percent], { arrivalNs });
    if (percent > lowPercent) this.#isToldLow = false;
    else if (!this.#isToldLow) {
      this.#isToldLow = true;
      this.#link.report('warning', `The battery of the headband is at ${Math.round(percent)} %. Charge it.`);
    }
  }

  /** Hands on the last packets, of which not all channels came; nothing after that. */
  end(): void {
    for (const joiner of this.#joiners) joiner.flush();
    this.#isTaking = false;
  }

  /** Ends the subscriptions. */
  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribes) await unsubscribe();
  }

  /** Channels that come one by one. */
  async #join(
    streamKey: string,
    characteristics: readonly BleCharacteristic[],
    samplesPerPacket: number,
    parse: (bytes: Uint8Array) => MusePacket | undefined,
  ): Promise<void> {
    const { emit } = this.#link;
    const joiner = new PacketJoiner(
      characteristics.length,
      samplesPerPacket,
      ({ values, lostPackets, arrivalNs }) =>
        emit(streamKey, values, { arrivalNs, lost: lostPackets * samplesPerPacket }),
    );
    this.#joiners.push(joiner);
    for (const [channel, characteristic] of characteristics.entries()) {
      await this.#subscribe(characteristic, (bytes, arrivalNs) => {
        const packet = parse(bytes);
        if (packet === undefined) this.#refusals.add(bytes, arrivalNs);
        else joiner.take(channel, packet, arrivalNs);
      });
    }
  }

  /** Three axes in one packet. */
  async #motion(
    streamKey: string,
    characteristic: BleCharacteristic,
    parse: (bytes: Uint8Array) => MusePacket | undefined,
  ): Promise<void> {
    const { emit } = this.#link;
    const count = new PacketCount();
    await this.#subscribe(characteristic, (bytes, arrivalNs) => {
      const packet = parse(bytes);
      if (packet === undefined) {
        this.#refusals.add(bytes, arrivalNs);
        return;
      }
      const lostPackets = count.take(packet.sequence);
      if (lostPackets === undefined) return;
      const lost = lostPackets * motionSamplesPerPacket;
      emit(streamKey, packet.values, { arrivalNs, lost, order: 'samples' });
    });
  }

  #telemetry(bytes: Uint8Array, arrivalNs: bigint): void {
    const telemetry = parseTelemetry(bytes);
    if (telemetry === undefined) {
      this.#refusals.add(bytes, arrivalNs);
      return;
    }
    const { batteryPercent, voltageMv, temperatureC } = telemetry;
    this.takeBattery(batteryPercent, arrivalNs);
    this.#link.emit('telemetry', [voltageMv, temperatureC], { arrivalNs });
  }

  async #subscribe(characteristic: BleCharacteristic, listener: DataListener): Promise<void> {
    const take: DataListener = (bytes, arrivalNs) => {
      if (this.#isTaking) listener(bytes, arrivalNs);
    };
    this.#unsubscribes.push(await this.#link.connection.subscribe(characteristic, take));
  }
}
