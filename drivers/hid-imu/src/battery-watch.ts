import type { ReportLevel } from '@modlink/sdk';
import type { BatteryState, Charging } from './parser/index.js';

/** A level that stays is emitted again after so long, so that a recording has it. */
const repeatNs = 60_000_000_000n;

const chargingWords: Readonly<Record<Charging, string>> = {
  discharging: 'not charging',
  charging: 'charging',
  full: 'full, on the cable',
  fault: 'on the cable, but it does not charge: it is too warm or too cold, or the cable gives too little',
  unknown: 'in an unknown state',
};

export function describeBattery({ percent, charging }: BatteryState): string {
  const level = percent === undefined ? '' : `${percent} %, `;
  return `battery ${level}${chargingWords[charging]}`;
}

export interface BatteryHandlers {
  readonly onLevel: (percent: number, arrivalNs: bigint) => void;
  readonly report: (level: ReportLevel, message: string) => void;
}

/** Makes few values and fewer words of what every report says of the battery. */
export class BatteryWatch {
  readonly #name: string;
  readonly #lowPercent: number;
  readonly #handlers: BatteryHandlers;
  #charging: Charging | undefined;
  #percent: number | undefined;
  #emittedNs = 0n;
  #hasWarned = false;

  constructor(name: string, lowPercent: number, handlers: BatteryHandlers) {
    this.#name = name;
    this.#lowPercent = lowPercent;
    this.#handlers = handlers;
  }

  take(battery: BatteryState, arrivalNs: bigint): void {
    this.#tell(battery);
    const { percent } = battery;
    if (percent === undefined) return;
    if (percent === this.#percent && arrivalNs - this.#emittedNs < repeatNs) return;
    this.#percent = percent;
    this.#emittedNs = arrivalNs;
    this.#handlers.onLevel(percent, arrivalNs);
  }

  #tell(battery: BatteryState): void {
    const { percent, charging } = battery;
    const isLow = percent !== undefined && percent <= this.#lowPercent && charging === 'discharging';
    if (isLow && !this.#hasWarned) {
      this.#handlers.report(
        'warning',
        `The ${this.#name} has little left: ${describeBattery(battery)}. Charge it.`,
      );
    } else if (charging !== this.#charging) {
      const level = charging === 'fault' ? 'warning' : 'info';
      this.#handlers.report(level, `${this.#name}: ${describeBattery(battery)}.`);
    }
    this.#hasWarned = isLow;
    this.#charging = charging;
  }
}
