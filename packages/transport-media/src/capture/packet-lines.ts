/**
 * What ffmpeg tells of each packet that it has written: the lines of its `framecrc` format.
 *
 * Lines that begin with `#` describe the stream (`#tb 0: 1/1000000`), the others a packet: stream, dts, pts, duration, size
 * and checksum, separated by commas (ffmpeg documentation, "ffmpeg-formats", section "framecrc").
 */

/** One packet: a picture, or some samples. */
export interface PacketLine {
  /** When it is to be shown, nanoseconds from the origin of the input's clock; `undefined` where the input does not say. */
  readonly stampNs: bigint | undefined;
  /** Bytes. */
  readonly size: number;
}

export interface PacketLinesHandlers {
  /** A property of the stream, such as `dimensions` or `codec_id`, with its value. */
  readonly onProperty: (name: string, value: string) => void;
  readonly onPacket: (packet: PacketLine) => void;
}

/** `AV_NOPTS_VALUE` of libavutil/avutil.h: there is no time. */
const noStamp = '-9223372036854775808';
/** No line is as long; what is longer is no line of this format. */
const lineLimit = 4_096;

/** Reads the lines; any chunking of the text gives the same packets. Lines of another form are passed over. */
export class PacketLines {
  readonly #handlers: PacketLinesHandlers;
  #rest = '';
  /** Seconds per tick, as a fraction. */
  #timeBase = { numerator: 1n, denominator: 1_000_000n };

  constructor(handlers: PacketLinesHandlers) {
    this.#handlers = handlers;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    const rest = lines.pop() ?? '';
    this.#rest = rest.length > lineLimit ? rest.slice(-lineLimit) : rest;
    for (const line of lines) this.#read(line);
  }

  #read(line: string): void {
    const property = /^#(\w+) 0: (.*?)\r?$/.exec(line);
    if (property) {
      const [, name = '', value = ''] = property;
      if (name === 'tb') this.#useTimeBase(value);
      this.#handlers.onProperty(name, value);
      return;
    }
    const packet = /^0,\s*-?\d+,\s*(-?\d{1,19}),\s*-?\d+,\s*(\d{1,10}),/.exec(line);
    if (packet === null) return;
    const [, stamp = noStamp, size] = packet;
    this.#handlers.onPacket({
      stampNs: stamp === noStamp ? undefined : this.#nanoseconds(BigInt(stamp)),
      size: Number(size),
    });
  }

  #useTimeBase(value: string): void {
    const [, numerator = '1', denominator = '0'] = /^(\d{1,10})\/(\d{1,10})$/.exec(value) ?? [];
    if (BigInt(denominator) > 0n)
      this.#timeBase = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
  }

  #nanoseconds(ticks: bigint): bigint {
    return (ticks * 1_000_000_000n * this.#timeBase.numerator) / this.#timeBase.denominator;
  }
}
