/**
 * The head of a WAVE file with float samples: RIFF/WAVE after Microsoft's "Multiple Channel Audio Data and WAVE Files"
 * (https://learn.microsoft.com/windows-hardware/drivers/audio/extensible-wave-format-descriptors), above 4 GiB RF64 after EBU
 * Tech 3306, and the `bext` chunk of Broadcast Wave, EBU Tech 3285, for the time at which it starts.
 */

export interface WavFacts {
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Samples of each channel. */
  readonly samples: number;
  /** Of the first sample, since the Unix epoch. */
  readonly startNs: bigint;
  /** In `bext`; printable ASCII. */
  readonly description: string;
}

const sampleBytes = 4;
const formatFloat = 3;
const formatExtensible = 0xfffe;
/** KSDATAFORMAT_SUBTYPE_IEEE_FLOAT as it stands in a file. */
const floatSubtype = Buffer.from('0300000000001000800000aa00389b71', 'hex');
const ds64Bytes = 28;
const bextBytes = 602;
/** What a field says whose value stands in `ds64`. */
const inDs64 = 0xffffffff;

/** Its length depends on the number of channels alone, so that it is written again when the number of samples is known. */
export function encodeWavHead(facts: WavFacts): Buffer {
  const { channels, sampleRateHz, samples } = facts;
  const dataBytes = samples * channels * sampleBytes;
  const format = formatChunk(channels, sampleRateHz);
  const bext = bextChunk(facts);
  const headBytes = 12 + 8 + ds64Bytes + format.byteLength + bext.byteLength + 12 + 8;
  const riffBytes = headBytes - 8 + dataBytes;
  const isLarge = riffBytes >= inDs64;
  const sizes = Buffer.alloc(ds64Bytes);
  if (isLarge) {
    sizes.writeBigUInt64LE(BigInt(riffBytes), 0);
    sizes.writeBigUInt64LE(BigInt(dataBytes), 8);
    sizes.writeBigUInt64LE(BigInt(samples), 16);
  }
  return Buffer.concat([
    Buffer.from(isLarge ? 'RF64' : 'RIFF'),
    uint32(isLarge ? inDs64 : riffBytes),
    Buffer.from('WAVE'),
    // The room for the sizes of a large file is there from the beginning, as EBU Tech 3306 advises.
    chunk(isLarge ? 'ds64' : 'JUNK', sizes),
    bext,
    format,
    chunk('fact', uint32(Math.min(samples, inDs64))),
    Buffer.from('data'),
    uint32(isLarge ? inDs64 : dataBytes),
  ]);
}

function formatChunk(channels: number, sampleRateHz: number): Buffer {
  const frameBytes = channels * sampleBytes;
  // More than two channels have no speakers that they belong to: only the extensible form can say so.
  const isExtensible = channels > 2;
  const fields = Buffer.alloc(isExtensible ? 24 : 18);
  fields.writeUInt16LE(isExtensible ? formatExtensible : formatFloat, 0);
  fields.writeUInt16LE(channels, 2);
  fields.writeUInt32LE(sampleRateHz, 4);
  fields.writeUInt32LE(sampleRateHz * frameBytes, 8);
  fields.writeUInt16LE(frameBytes, 12);
  fields.writeUInt16LE(8 * sampleBytes, 14);
  if (!isExtensible) return chunk('fmt ', fields);
  fields.writeUInt16LE(22, 16);
  fields.writeUInt16LE(8 * sampleBytes, 18);
  return chunk('fmt ', Buffer.concat([fields, floatSubtype]));
}

/** Description 256, originator 32, its reference 32, date 10, time 8, samples since midnight 8, version 2, reserved. */
function bextChunk({ startNs, sampleRateHz, description }: WavFacts): Buffer {
  const fields = Buffer.alloc(bextBytes);
  const [date = '', time = ''] = new Date(Number(startNs / 1_000_000n)).toISOString().split('T');
  const sinceMidnightNs = startNs % (24n * 3600n * 1_000_000_000n);
  fields.write(description.slice(0, 256), 0, 'latin1');
  fields.write('ModLink', 256, 'latin1');
  fields.write(date, 320, 'latin1');
  fields.write(time.slice(0, 8), 330, 'latin1');
  fields.writeBigUInt64LE((sinceMidnightNs * BigInt(sampleRateHz)) / 1_000_000_000n, 338);
  fields.writeUInt16LE(1, 346);
  return chunk('bext', fields);
}

function chunk(id: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(id), uint32(content.byteLength), content]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
