/** The streams of the driver to be made, as they are typed: `acceleration:signal:3:100:m/s^2`. */
import { normalizeStreamKey, type PayloadType, payloadTypes } from '@modlink/sdk';
import { wrongUsage } from './errors.js';

/** One stream. */
export interface StreamPlan {
  readonly streamKey: string;
  readonly payloadType: PayloadType;
  /** The channels of a signal; the length of a line of a raster; height and width of a field or a video. */
  readonly sampleShape: readonly number[];
  readonly rateHz: number | 'irregular';
  /** `''` for none. */
  readonly unit: string;
}

export const streamForm = 'key:kind:size:rate[:unit]';
export const streamExample = 'acceleration:signal:3:100:m/s^2';

/** Frames of a signal come about so often, in hertz. */
const framesHz = 25;
/** A test runs through a stream in no time up to this rate. */
const highestRateHz = 100_000;
/** A report, or a notification, with more values than this would be far longer than devices send. */
const mostValues = 16_384;

/**
 * @param text - `key:kind:size:rate[:unit]`; kind is `signal`, `raster`, `field` or `video`; size is the number of channels of a
 * signal, the length of a line of a raster, `height`x`width` of the others; rate is in hertz, or `irregular`.
 * @throws {CreateDriverError} `WRONG_USAGE`
 */
export function parseStream(text: string): StreamPlan {
  const [key = '', kind = '', size = '', rate = '', ...unit] = text.split(':').map((part) => part.trim());
  const payloadType = payloadTypes.find((each) => each === kind);
  const refuse = (what: string) =>
    wrongUsage(
      `The stream "${text}" ${what}. The form is ${streamForm}, for example ${streamExample} or mat:field:16x16:30:kPa.`,
    );
  if (!/[a-z0-9]/i.test(key)) throw refuse('has no key');
  if (payloadType === undefined) throw refuse(`is of no kind: the kinds are ${payloadTypes.join(', ')}`);
  const lengths = size.split('x').map((part) => (/^[1-9]\d{0,4}$/.test(part) ? Number(part) : Number.NaN));
  const isPlane = payloadType === 'field' || payloadType === 'video';
  if (lengths.length !== (isPlane ? 2 : 1) || lengths.some(Number.isNaN)) {
    const expected = isPlane ? 'its height and width, as in 16x16' : 'one whole number above 0';
    throw refuse(`has the size "${size}", where ${expected} was expected`);
  }
  if (lengths.reduce((product, length) => product * length, 1) > mostValues)
    throw refuse(`has more than ${mostValues} values in a sample`);
  const rateHz = rate === 'irregular' ? rate : Number(rate || Number.NaN);
  if (rateHz !== 'irregular' && !(rateHz > 0 && rateHz <= highestRateHz))
    throw refuse(`has the rate "${rate}", where hertz up to ${highestRateHz} or "irregular" were expected`);
  return {
    streamKey: normalizeStreamKey(key),
    payloadType,
    sampleShape: lengths,
    rateHz,
    unit: unit.join(':'),
  };
}

/** The streams as src/streams.ts has them. */
export function streamsSource(streams: readonly StreamPlan[]): string {
  return streams.map(streamSource).join('\n');
}

function streamSource({ streamKey, payloadType, sampleShape, rateHz, unit }: StreamPlan): string {
  const [channels = 1] = sampleShape;
  const isSignal = payloadType === 'signal';
  const names = isSignal ? Array.from({ length: channels }, (_, index) => `${streamKey}_${index + 1}`) : [];
  const [height = 1, width = 1] = sampleShape;
  const metadata = [
    ...(unit === '' ? [] : [`unit: ${quoted(unit)}`]),
    ...(payloadType === 'video' ? [`width: ${width}`, `height: ${height}`] : []),
  ];
  const chunkSize = isSignal && rateHz !== 'irregular' ? Math.max(1, Math.round(rateHz / framesHz)) : 1;
  const fields = [
    `streamKey: ${quoted(streamKey)}`,
    `payloadType: ${quoted(payloadType)}`,
    `nominalSampleRateHz: ${rateHz === 'irregular' ? quoted(rateHz) : rateHz}`,
    `chunkSize: ${chunkSize}`,
    ...(isSignal ? [`channelNames: [${names.map(quoted).join(', ')}]`] : []),
    `dtype: ${quoted(payloadType === 'video' ? 'uint8' : 'float32')}`,
    ...(payloadType === 'video' ? [`pixelFormat: 'gray8'`] : []),
    ...(metadata.length === 0 ? [] : [`metadata: { ${metadata.join(', ')} }`]),
    `sampleShape: [${sampleShape.join(', ')}]`,
  ];
  return ['  {', ...fields.map((field) => `    ${field},`), '  },'].join('\n');
}

/** The streams as the README has them. */
export function streamsTable(streams: readonly StreamPlan[]): string {
  const rows = streams.map(({ streamKey, payloadType, sampleShape, rateHz, unit }) => {
    const size = payloadType === 'signal' ? `${sampleShape[0]} channels` : sampleShape.join(' x ');
    const rate = rateHz === 'irregular' ? 'irregular' : `${rateHz} Hz`;
    return `| \`${streamKey}\` | ${payloadType} | ${size} | ${rate} | ${unit.replaceAll('|', '\\|') || '-'} |`;
  });
  return ['| stream | kind | size | rate | unit |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** As a string of TypeScript, in single quotes. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}
