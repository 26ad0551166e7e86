/** How a card shows its stream. What cannot be read, because it is old or broken, becomes the default. */
import type { PayloadType } from '@modlink/sdk';
import { z } from 'zod';
import { colourMapNames } from '../picture/colour-maps.js';

const range = z
  .object({ isAuto: z.boolean(), minimum: z.number(), maximum: z.number() })
  .catch({ isAuto: true, minimum: -100, maximum: 100 });
export type ViewRange = z.output<typeof range>;

export const windowLimitsS = { minimum: 1, maximum: 60 } as const;
const windowS = (fallback: number) =>
  z.number().min(windowLimitsS.minimum).max(windowLimitsS.maximum).catch(fallback);

const quarterTurns = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).catch(0);
/** Turned clockwise first, then mirrored. */
const transform = z
  .object({ quarterTurns, isMirrored: z.boolean().catch(false), isUpsideDown: z.boolean().catch(false) })
  .catch({ quarterTurns: 0, isMirrored: false, isUpsideDown: false });
export type Transform = z.output<typeof transform>;

export const filterFamilies = ['butterworth', 'chebyshev', 'bessel'] as const;
export const filterKinds = ['low', 'high', 'band', 'stop'] as const;
const filter = z
  .object({
    kind: z.enum(['none', ...filterKinds]).catch('none'),
    family: z.enum(filterFamilies).catch('butterworth'),
    order: z.int().min(1).max(8).catch(4),
    lowHz: z.number().positive().catch(1),
    highHz: z.number().positive().catch(40),
    notchHz: z.union([z.literal(0), z.literal(50), z.literal(60)]).catch(0),
  })
  .catch({ kind: 'none', family: 'butterworth', order: 4, lowHz: 1, highHz: 40, notchHz: 0 });
/** What the preview of a signal is filtered with; `notchHz` 0 is none. */
export type FilterSettings = z.output<typeof filter>;

const signal = z.object({
  view: z.enum(['time', 'spectrum', 'spectrogram']).catch('time'),
  layout: z.enum(['stacked', 'expanded', 'overlaid']).catch('stacked'),
  windowS: windowS(5),
  range,
  hiddenChannels: z.array(z.int().min(0)).catch([]),
  filter,
  /** `none`, `average`, or the index of a channel. */
  reference: z.union([z.enum(['none', 'average']), z.int().min(0)]).catch('none'),
  segmentS: z.union([z.literal(0.5), z.literal(1), z.literal(2), z.literal(4)]).catch(1),
  /** Of the spectrum; 0 is all. */
  maximumHz: z.number().min(0).catch(0),
  /** That the spectrogram shows. */
  channel: z.int().min(0).catch(0),
  /** Whether screen readers tell values that come slowly. */
  isAnnounced: z.boolean().catch(true),
});

const colourMap = (fallback: (typeof colourMapNames)[number]) => z.enum(colourMapNames).catch(fallback);

const schemas = {
  signal,
  raster: z.object({
    windowS: windowS(10),
    range,
    colourMap: colourMap('gray'),
    isInterpolated: z.boolean().catch(false),
    channel: z.int().min(0).catch(0),
  }),
  field: z.object({
    range,
    colourMap: colourMap('viridis'),
    isInterpolated: z.boolean().catch(true),
    transform,
    channel: z.int().min(0).catch(0),
  }),
  video: z.object({ isFilled: z.boolean().catch(false), transform }),
} as const satisfies Record<PayloadType, z.ZodObject>;

export type SettingsOf<Kind extends PayloadType> = z.output<(typeof schemas)[Kind]>;
export type SignalSettings = SettingsOf<'signal'>;

/** Reads what was kept. */
export function readSettings<Kind extends PayloadType>(kind: Kind, kept: unknown): SettingsOf<Kind> {
  const given = typeof kept === 'object' && kept !== null ? kept : {};
  return schemas[kind].parse(given) as SettingsOf<Kind>;
}
