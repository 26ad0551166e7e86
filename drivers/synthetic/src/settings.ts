import type { JsonObject } from '@modlink/sdk';
import { SyntheticError } from './errors.js';

interface NumberSetting {
  readonly type: 'integer' | 'number';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

const integer = (fallback: number, minimum: number, maximum: number): NumberSetting => ({
  type: 'integer',
  default: fallback,
  minimum,
  maximum,
});
const number = (fallback: number, minimum: number, maximum: number): NumberSetting => ({
  ...integer(fallback, minimum, maximum),
  type: 'number',
});

/** Defaults and limits, for whoever uses the driver without a host. What each one means stands in `settings.schema.json`. */
export const settingLimits = {
  seed: integer(1, 0, 0xffffffff),
  devicesPerKind: integer(1, 1, 16),
  eegChannels: integer(8, 1, 256),
  eegRateHz: integer(250, 1, 16_384),
  eegChunkSize: integer(10, 1, 4_096),
  markerIntervalS: number(1, 0, 3_600),
  accelRateHz: integer(100, 1, 8_192),
  accelChunkSize: integer(4, 1, 4_096),
  gyroRateHz: integer(200, 1, 8_192),
  gyroChunkSize: integer(8, 1, 4_096),
  fieldWidth: integer(10, 2, 256),
  fieldHeight: integer(10, 2, 256),
  fieldRateHz: integer(30, 1, 1_000),
  fieldChunkSize: integer(1, 1, 64),
  rasterLineLength: integer(256, 2, 8_192),
  rasterRateHz: integer(100, 1, 16_384),
  rasterChunkSize: integer(4, 1, 1_024),
  videoWidth: integer(320, 64, 1_920),
  videoHeight: integer(240, 48, 1_080),
  videoRateHz: integer(15, 1, 120),
  videoChunkSize: integer(1, 1, 8),
  simulateDropoutPercent: number(0, 0, 90),
  simulateDropoutSamples: integer(1, 1, 10_000),
  simulateGapEveryS: number(0, 0, 3_600),
  simulateGapS: number(2, 0.001, 3_600),
  simulateDisconnectAfterS: number(0, 0, 86_400),
  simulateClockDriftPpm: integer(0, -10_000, 10_000),
  simulateJitterMs: number(0, 0, 1_000),
} as const satisfies Record<string, NumberSetting>;

/** The values of `settings.schema.json`. All are numbers; units stand at the end of the names. */
export type SyntheticSettings = { readonly [Name in keyof typeof settingLimits]: number };

/** The settings of a driver that was told none. */
export const defaultSettings: SyntheticSettings = Object.fromEntries(
  Object.entries(settingLimits).map(([name, { default: value }]) => [name, value]),
) as SyntheticSettings;

/**
 * Completes settings with the defaults. A host did so already; a test or a script may pass just what it changes.
 * @throws {SyntheticError} `INVALID_SETTINGS` that names every setting that is wrong.
 */
export function resolveSettings(given: JsonObject): SyntheticSettings {
  const problems = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => problemOf(name, value))
    .filter((problem) => problem !== undefined);
  const settings = { ...defaultSettings, ...given } as SyntheticSettings;
  if (problems.length === 0 && settings.simulateGapEveryS > 0) {
    const { simulateGapEveryS, simulateGapS } = settings;
    if (simulateGapS >= simulateGapEveryS) {
      problems.push(
        `simulateGapS (${simulateGapS} s) is less than simulateGapEveryS (${simulateGapEveryS} s), or nothing would ever be sent`,
      );
    }
  }
  if (problems.length === 0) return settings;
  throw new SyntheticError(
    'INVALID_SETTINGS',
    `The settings of the synthetic driver are not valid: ${problems.join('; ')}.`,
  );
}

function problemOf(name: string, value: unknown): string | undefined {
  const limit: NumberSetting | undefined = Object.hasOwn(settingLimits, name)
    ? settingLimits[name as keyof SyntheticSettings]
    : undefined;
  if (limit === undefined) return `there is no setting "${name}"`;
  const isNumber = typeof value === 'number' && (limit.type === 'number' || Number.isInteger(value));
  if (isNumber && value >= limit.minimum && value <= limit.maximum) return undefined;
  return `${name} is ${limit.type === 'integer' ? 'an integer' : 'a number'} from ${limit.minimum} to ${limit.maximum}, not ${JSON.stringify(value)}`;
}
