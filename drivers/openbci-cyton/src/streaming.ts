import { type FilledChunk, SampleChunk } from '@modlink/sdk';
import {
  CytonPacketParser,
  microvoltPerCount,
  packetLengthBytes,
  packetRateHz,
  SampleAssembler,
} from './parser/index.js';
import type { CytonSetup } from './setup.js';

const packetPeriodNs = 1_000_000_000n / BigInt(packetRateHz);
/** How often the user is told about a bad radio link, at most. */
const reportIntervalNs = 10_000_000_000n;

/** What a stretch of streaming gives. */
export interface StreamingHandlers {
  /** Microvolts of all channels. */
  readonly onEeg: (chunk: FilledChunk<'float32'>) => void;
  /** g: X, Y and Z, the same samples as of `onEeg`. */
  readonly onAccel?: (chunk: FilledChunk<'float32'>) => void;
  /** The link loses data: a sentence for the user, not too often. */
  readonly onBadLink: (message: string) => void;
}

/** From the start of streaming to its end: bytes in, chunks out. */
export class CytonStreaming {
  readonly #handlers: StreamingHandlers;
  readonly #parser: CytonPacketParser;
  readonly #eeg: SampleChunk<'float32'>;
  readonly #accel: SampleChunk<'float32'>;
  /** Host clock at which the packet that is being read arrived. */
  #packetNs = 0n;
  #lostSamples = 0;
  #strayBytes = 0;
  #nextReportNs = 0n;

  constructor(setup: CytonSetup, chunkSize: number, handlers: StreamingHandlers) {
    this.#handlers = handlers;
    const scales = setup.channels.map((channel) => microvoltPerCount(channel.gain));
    const microvolts = new Float64Array(scales.length);
    const { onEeg, onAccel = () => {} } = handlers;
    const common = { dtype: 'float32', sizeSamples: chunkSize } as const;
    this.#eeg = new SampleChunk({ ...common, valuesPerSample: scales.length, onFull: onEeg });
    this.#accel = new SampleChunk({ ...common, valuesPerSample: 3, onFull: onAccel });
    const samples = new SampleAssembler(setup.channelCount, (sample) => {
      this.#lostSamples += sample.lost;
      const { counts, accelG, lost } = sample;
      for (const [channel, scale] of scales.entries())
        microvolts[channel] = (counts[channel] as number) * scale;
      this.#eeg.add(microvolts, { lost, arrivalNs: this.#packetNs });
      this.#accel.add(accelG, { lost, arrivalNs: this.#packetNs });
    });
    this.#parser = new CytonPacketParser({
      onPacket: (packet) => {
        samples.push(packet);
        this.#packetNs += packetPeriodNs;
      },
      onResync: (skippedBytes) => {
        this.#strayBytes += skippedBytes;
      },
    });
  }

  /** @param arrivalNs - host clock at which the bytes, that is the last of their packets, arrived. */
  take(bytes: Uint8Array, arrivalNs: bigint): void {
    // The dongle hands over several packets at once; the earlier ones were there before, one period apart.
    const packets = Math.floor((this.#parser.pendingBytes + bytes.length) / packetLengthBytes);
    this.#packetNs = arrivalNs - BigInt(Math.max(0, packets - 1)) * packetPeriodNs;
    this.#parser.push(bytes);
    this.#tellAboutLink(arrivalNs);
  }

  /** Hands on the last samples, which fill no whole chunk. */
  end(): void {
    this.#eeg.flush();
    this.#accel.flush();
  }

  #tellAboutLink(nowNs: bigint): void {
    if ((this.#lostSamples === 0 && this.#strayBytes === 0) || nowNs < this.#nextReportNs) return;
    this.#nextReportNs = nowNs + reportIntervalNs;
    this.#handlers.onBadLink(
      `The radio link loses data: ${this.#lostSamples} samples missing, ${this.#strayBytes} stray bytes. ` +
        'Bring the board nearer to the dongle.',
    );
    this.#lostSamples = 0;
    this.#strayBytes = 0;
  }
}
