/**
 * The chunks of an XDF file, after "Format specification of XDF 1.0" (https://github.com/sccn/xdf/wiki/Specifications):
 * the file is `XDF:` and then chunks, each with its length, a tag and the content. Numbers are little-endian.
 */

export const xdfMagic = Buffer.from('XDF:');

/** "Chunks": the tags. */
const tags = {
  fileHeader: 1,
  streamHeader: 2,
  samples: 3,
  clockOffset: 4,
  boundary: 5,
  streamFooter: 6,
} as const;

/** "Boundary chunk": 16 bytes at which a reader of a damaged file finds its place again. */
const boundaryId = Buffer.from('43a546dccbf5410fb30ed5467383cbe4', 'hex');

export const fileHeaderChunk = (xml: string): Buffer => chunk(tags.fileHeader, Buffer.from(xml));
export const boundaryChunk = (): Buffer => chunk(tags.boundary, boundaryId);
export const streamHeaderChunk = (streamId: number, xml: string): Buffer =>
  chunk(tags.streamHeader, uint32(streamId), Buffer.from(xml));
export const streamFooterChunk = (streamId: number, xml: string): Buffer =>
  chunk(tags.streamFooter, uint32(streamId), Buffer.from(xml));

/** @param timeSeconds - on the stream's own clock, when the offset was measured. @param offsetSeconds - added to its times. */
export function clockOffsetChunk(streamId: number, timeSeconds: number, offsetSeconds: number): Buffer {
  const times = Buffer.alloc(16);
  times.writeDoubleLE(timeSeconds, 0);
  times.writeDoubleLE(offsetSeconds, 8);
  return chunk(tags.clockOffset, uint32(streamId), times);
}

/**
 * Samples of one stream, each with its own timestamp.
 * @param values - the bytes of all samples, one after the other, each with its channels in order.
 */
export function samplesChunk(streamId: number, timesSeconds: readonly number[], values: Uint8Array): Buffer {
  const sampleBytes = values.byteLength / Math.max(timesSeconds.length, 1);
  const samples = Buffer.allocUnsafe(timesSeconds.length * (9 + sampleBytes));
  let at = 0;
  for (const [index, seconds] of timesSeconds.entries()) {
    at = samples.writeUInt8(8, at);
    at = samples.writeDoubleLE(seconds, at);
    samples.set(values.subarray(index * sampleBytes, (index + 1) * sampleBytes), at);
    at += sampleBytes;
  }
  return chunk(tags.samples, uint32(streamId), length(timesSeconds.length), samples);
}

/** A sample of one text, as streams of markers have it. */
export function textSampleChunk(streamId: number, timeSeconds: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return samplesChunk(streamId, [timeSeconds], Buffer.concat([length(bytes.byteLength), bytes]));
}

function chunk(tag: number, ...content: readonly Buffer[]): Buffer {
  const tagBytes = Buffer.alloc(2);
  tagBytes.writeUInt16LE(tag);
  const bytes = content.reduce((total, { byteLength }) => total + byteLength, tagBytes.byteLength);
  return Buffer.concat([length(bytes), tagBytes, ...content]);
}

/** "Variable-length integers": how many bytes the number has (1, 4 or 8), and the number. Four hold every frame. */
function length(value: number): Buffer {
  return Buffer.concat([Buffer.of(4), uint32(value)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
