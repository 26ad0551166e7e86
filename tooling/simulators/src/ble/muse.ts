import type { BleLine, BlePeripheral, BleReactions } from './ble-peripheral.js';
import {
  encodeMuseEeg,
  encodeMuseMotion,
  encodeMusePpg,
  encodeMuseTelemetry,
  encodeMuseText,
} from './muse-packets.js';
import { museEeg, museElectrodes, museMotion, musePpg, museTelemetry } from './muse-signals.js';

const service = 'fe8d';
const characteristic = (number: string): string => `273e00${number}-4c4d-454d-96be-f03bac821358`;
const control = characteristic('01');
const eeg = ['03', '04', '05', '06', '07'].map(characteristic);
const gyro = characteristic('09');
const accel = characteristic('0a');
const telemetry = characteristic('0b');
const ppg = ['0f', '10', '11'].map(characteristic);

/** Presets with which the AUX electrode, and with which the optical sensor is on. */
const auxPresets = ['p20', 'p50', 'p60'];
const ppgPresets = ['p50', 'p51', 'p60', 'p61'];

export interface MuseOptions {
  readonly id?: string;
  readonly name?: string;
  readonly rssiDbm?: number;
  /** The Muse 2016 has no optical sensor. */
  readonly model?: 'muse-2016' | 'muse-2' | 'muse-s';
  /** Headbands with another seed measure something else. */
  readonly seed?: number;
  /** At the beginning, in percent; one less with each telemetry, every `telemetryIntervalMs`. */
  readonly batteryPercent?: number;
  readonly telemetryIntervalMs?: number;
  /** The number of the first packets: they are counted to 65535. */
  readonly firstSequence?: number;
  /** Packets that are lost on the way: of what (an electrode, `accel`, `ppg1` ...), and its number from 0 at each start. */
  readonly dropped?: (of: string, packet: number) => boolean;
  /** Commands that it does not answer. */
  readonly silentAbout?: readonly string[];
  /** Told of each command that the central wrote. */
  readonly onCommand?: (command: string) => void;
}

const names = { 'muse-2016': 'Muse-2016', 'muse-2': 'Muse-2A7F', 'muse-s': 'MuseS-51C3' } as const;

/** A Muse headband. */
export function musePeripheral(options: MuseOptions = {}): BlePeripheral {
  const { model = 'muse-2', id = 'c0:ff:ee:00:fe:8d', name = names[model], rssiDbm = -62 } = options;
  const notifying = [...eeg, gyro, accel, telemetry, ...(model === 'muse-2016' ? [] : ppg)];
  return {
    id,
    name,
    rssiDbm,
    serviceUuids: [service],
    services: [
      {
        uuid: service,
        characteristics: [
          { uuid: control, properties: ['writeWithoutResponse', 'notify'] },
          ...notifying.map((uuid) => ({ uuid, properties: ['notify'] as const })),
        ],
      },
    ],
    connect: (line) => new Headband(line, name, options).reactions,
  };
}

/** A connected headband: obeys commands, and streams. */
class Headband {
  readonly #line: BleLine;
  readonly #name: string;
  readonly #options: MuseOptions;
  #preset = 'p21';
  #stops: (() => void)[] = [];

  constructor(line: BleLine, name: string, options: MuseOptions) {
    this.#line = line;
    this.#name = name;
    this.#options = options;
  }

  get reactions(): Readonly<Record<string, BleReactions>> {
    return {
      [control]: {
        onWrite: (bytes) => {
          const [length = 0, ...characters] = bytes;
          const text = String.fromCharCode(...characters.slice(0, length));
          if (!text.endsWith('\n')) return;
          const command = text.slice(0, -1);
          this.#options.onCommand?.(command);
          const answer = this.#obey(command);
          if (this.#options.silentAbout?.includes(command)) return;
          for (const piece of encodeMuseText(answer)) this.#line.notify(control, piece);
        },
      },
    };
  }

  #obey(command: string): string {
    const { batteryPercent = 87 } = this.#options;
    if (command === 'v1') {
      const version = {
        ap: 'headset',
        sp: 'RevE',
        tp: 'consumer',
        hw: '3.1',
        bn: 27,
        fw: '1.2.13',
        bl: '1.2.3',
      };
      return JSON.stringify({ ...version, pv: 1, rc: 0 });
    }
    if (command === 's') {
      const status = { hn: this.#name, sn: '2031-QXPT-2A7F', ma: '00-55-da-b0-2a-7f', id: '0012ab34' };
      return JSON.stringify({
        ...status,
        bp: batteryPercent,
        ts: 0,
        ps: Number(this.#preset.slice(1)),
        rc: 0,
      });
    }
    if (command === 'd') this.#start();
    else if (command === 'h') this.#stop();
    else if (/^p[0-9a-f]+$/i.test(command)) this.#preset = command;
    else if (command !== 'k') return '{"rc":69}';
    return '{"rc":0}';
  }

  #start(): void {
    this.#stop();
    const { seed = 1, telemetryIntervalMs = 10_000, model = 'muse-2', batteryPercent } = this.#options;
    const electrodes = auxPresets.includes(this.#preset) ? 5 : 4;
    const triple = (from: number, sensor: 'accel' | 'gyro') =>
      [0, 1, 2].map((sample) => museMotion(sensor, 3 * from + sample, seed));
    this.#every(12_000 / 256, (packet) => {
      for (let electrode = 0; electrode < electrodes; electrode++) {
        const counts = Array.from({ length: 12 }, (_, n) => museEeg(electrode, 12 * packet + n, seed));
        this.#send(eeg[electrode], museElectrodes[electrode], packet, (sequence) =>
          encodeMuseEeg(sequence, counts),
        );
      }
    });
    for (const [sensor, uuid] of [
      ['accel', accel],
      ['gyro', gyro],
    ] as const) {
      this.#every(3000 / 52, (packet) =>
        this.#send(uuid, sensor, packet, (sequence) => encodeMuseMotion(sequence, triple(packet, sensor))),
      );
    }
    if (model !== 'muse-2016' && ppgPresets.includes(this.#preset)) {
      this.#every(6000 / 64, (packet) => {
        for (const [channel, uuid] of ppg.entries()) {
          const counts = Array.from({ length: 6 }, (_, n) => musePpg(channel, 6 * packet + n, seed));
          this.#send(uuid, `ppg${channel + 1}`, packet, (sequence) => encodeMusePpg(sequence, counts));
        }
      });
    }
    this.#every(telemetryIntervalMs, (packet) =>
      this.#send(telemetry, 'telemetry', packet, (sequence) =>
        encodeMuseTelemetry(sequence, museTelemetry(packet, batteryPercent)),
      ),
    );
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #every(intervalMs: number, run: (packet: number) => void): void {
    this.#stops.push(this.#line.every(intervalMs, run));
  }

  #send(
    uuid: string | undefined,
    of: string | undefined,
    packet: number,
    encode: (sequence: number) => Uint8Array,
  ): void {
    const { firstSequence = 0, dropped } = this.#options;
    if (uuid === undefined || of === undefined || dropped?.(of, packet)) return;
    this.#line.notify(uuid, encode((firstSequence + packet) & 0xffff));
  }
}
