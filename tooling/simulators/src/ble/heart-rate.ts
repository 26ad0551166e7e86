import type { BleLine, BlePeripheral, BleReactions, BleServiceDefinition } from './ble-peripheral.js';

const heartRateMeasurement = '2a37';
const batteryLevel = '2a19';

/** What one notification of the simulated sensor says. */
export interface SimulatedHeartRate {
  readonly heartRateBpm: number;
  readonly contact: boolean;
  /** Every tenth time. */
  readonly energyKj: number | undefined;
  /** 1/1024 s, as the sensor counts. */
  readonly rrTicks: readonly number[];
}

export interface HeartRateOptions {
  readonly id?: string;
  readonly name?: string;
  readonly rssiDbm?: number;
  /** Sensors with another seed have another heart. */
  readonly seed?: number;
  /** How often it notifies; real ones do once a second. */
  readonly intervalMs?: number;
  /** At the beginning, in percent; one less with each notification, every `batteryIntervalMs`. */
  readonly batteryLevel?: number;
  readonly batteryIntervalMs?: number;
}

/** A heart-rate sensor as the Heart Rate Service of the Bluetooth SIG has it, with a battery. */
export function heartRatePeripheral(options: HeartRateOptions = {}): BlePeripheral {
  const { id = 'c0:ff:ee:00:18:0d', name = 'HRM 1234', rssiDbm = -55 } = options;
  return {
    id,
    name,
    rssiDbm,
    serviceUuids: ['180d'],
    services: heartRateServices(),
    connect: (line) => heartRateReactions(line, options),
  };
}

/** For sensors that have more than these. */
export function heartRateServices(): readonly BleServiceDefinition[] {
  return [
    { uuid: '180d', characteristics: [{ uuid: heartRateMeasurement, properties: ['notify'] }] },
    { uuid: '180f', characteristics: [{ uuid: batteryLevel, properties: ['read', 'notify'] }] },
  ];
}

/** What a sensor with these services does. */
export function heartRateReactions(
  line: BleLine,
  options: HeartRateOptions,
): Readonly<Record<string, BleReactions>> {
  const { seed = 1, intervalMs = 1000, batteryIntervalMs = 60_000 } = options;
  let stopRate = () => {};
  let stopBattery = () => {};
  let level = options.batteryLevel ?? 87;
  return {
    [heartRateMeasurement]: {
      onSubscribe() {
        stopRate = line.every(intervalMs, (index) =>
          line.notify(heartRateMeasurement, encodeHeartRate(simulatedHeartRate(index, seed))),
        );
      },
      onUnsubscribe: () => stopRate(),
    },
    [batteryLevel]: {
      onRead: () => Uint8Array.of(level),
      onSubscribe() {
        stopBattery = line.every(batteryIntervalMs, () => {
          level = Math.max(0, level - 1);
          line.notify(batteryLevel, Uint8Array.of(level));
        });
      },
      onUnsubscribe: () => stopBattery(),
    },
  };
}

/** What the notification with this number says, counted from the subscription: the beats that ended in its second. */
export function simulatedHeartRate(index: number, seed = 1): SimulatedHeartRate {
  const rrTicks: number[] = [];
  let endTicks = 0;
  for (let beat = 0; endTicks <= (index + 1) * 1024; beat++) {
    const ticks = Math.round(760 + 90 * Math.sin(beat / 4 + seed) + 25 * Math.sin(beat * 1.7 * seed));
    endTicks += ticks;
    if (endTicks > index * 1024 && endTicks <= (index + 1) * 1024) rrTicks.push(ticks);
  }
  return {
    heartRateBpm: Math.round(80 + 9 * Math.sin(index / 4 + seed)),
    contact: index % 20 !== 19,
    energyKj: index % 10 === 9 ? 300 + Math.floor(index / 10) : undefined,
    rrTicks,
  };
}

/** Flags, then the fields that they name ("Heart Rate Service" 1.0, section 3.1.1). Contact is always told of. */
export function encodeHeartRate(measurement: SimulatedHeartRate): Uint8Array {
  const { heartRateBpm, contact, energyKj, rrTicks } = measurement;
  const isWide = heartRateBpm > 255;
  const energy = energyKj === undefined ? [] : [energyKj & 0xff, energyKj >> 8];
  const flags =
    (isWide ? 1 : 0) | (contact ? 2 : 0) | 4 | (energy.length > 0 ? 8 : 0) | (rrTicks.length > 0 ? 16 : 0);
  return Uint8Array.of(
    flags,
    ...(isWide ? [heartRateBpm & 0xff, heartRateBpm >> 8] : [heartRateBpm]),
    ...energy,
    ...rrTicks.flatMap((ticks) => [ticks & 0xff, ticks >> 8]),
  );
}
