/** XDF files byte by byte, after the specification (https://github.com/sccn/xdf/wiki/Specifications). */
export const boundaryId = Buffer.from('43a546dccbf5410fb30ed5467383cbe4', 'hex');

const length = (value: number, bytes: 1 | 4 | 8 = 4): Buffer => {
  const field = Buffer.alloc(1 + bytes);
  field[0] = bytes;
  if (bytes === 8) field.writeBigUInt64LE(BigInt(value), 1);
  else field.writeUIntLE(value, 1, bytes);
  return field;
};
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const doubles = (...values: number[]): Buffer => Buffer.from(Float64Array.from(values).buffer);

export function chunk(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.of(tag, 0), ...content]);
  return Buffer.concat([length(body.byteLength, body.byteLength < 256 ? 1 : 4), body]);
}

export interface StreamFields {
  readonly name: string;
  readonly type: string;
  readonly channels: number;
  readonly rate: number;
  readonly format: string;
  readonly more?: string;
}

export const fileHeader = (more = ''): Buffer =>
  chunk(1, Buffer.from(`<?xml version="1.0"?><info><version>1.0</version>${more}</info>`));

export function streamHeader(
  id: number,
  { name, type, channels, rate, format, more = '' }: StreamFields,
): Buffer {
  const xml = `<?xml version="1.0"?><info><name>${name}</name><type>${type}</type><channel_count>${channels}</channel_count><nominal_srate>${rate}</nominal_srate><channel_format>${format}</channel_format>${more}</info>`;
  return chunk(2, uint32(id), Buffer.from(xml));
}

export interface Sample {
  /** Left out of the file where there is none. */
  readonly time?: number;
  readonly values: Buffer;
}

export function samples(id: number, all: readonly Sample[], countBytes: 1 | 4 | 8 = 1): Buffer {
  return chunk(
    3,
    uint32(id),
    length(all.length, countBytes),
    ...all.flatMap(({ time, values }) => [
      time === undefined ? Buffer.of(0) : Buffer.concat([Buffer.of(8), doubles(time)]),
      values,
    ]),
  );
}

export const text = (value: string): Buffer =>
  Buffer.concat([length(Buffer.byteLength(value), 1), Buffer.from(value)]);
export const clockOffset = (id: number, time: number, offset: number): Buffer =>
  chunk(4, uint32(id), doubles(time, offset));
export const boundary = (): Buffer => chunk(5, boundaryId);
export const streamFooter = (id: number, content = ''): Buffer =>
  chunk(6, uint32(id), Buffer.from(`<?xml version="1.0"?><info>${content}</info>`));
export const xdf = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('XDF:'), ...chunks]);
export const numbers = (array: ArrayBufferView): Buffer =>
  Buffer.from(array.buffer.slice(array.byteOffset, array.byteOffset + array.byteLength) as ArrayBuffer);
