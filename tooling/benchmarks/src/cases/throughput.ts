/** Frames per second from a driver over the bus to consumers: as many as go. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, FrameMessage } from '@modlink/host';
import type { Isolation } from '@modlink/sdk/manifest';
import { openBenchHost, startOneDevice, temporaryFolder } from '../bench-host.js';
import type { FrameKind } from '../frames.js';
import type { Plan } from '../plan.js';
import { median } from '../statistics.js';

/** Who takes the frames: listeners that are called at once, or one subscription with its queue. */
export const consumerKinds = ['1 tap', '4 taps', '1 subscription'] as const;
export type ConsumerKind = (typeof consumerKinds)[number];

export interface ThroughputRequest {
  readonly isolation: Isolation;
  readonly frame: FrameKind;
  readonly plan: Plan['throughput'];
}

export type Throughput = Readonly<Record<ConsumerKind, number>>;

/** Frames per second for each kind of consumer, one after the other in each round. */
export default async function measureThroughput({
  isolation,
  frame,
  plan,
}: ThroughputRequest): Promise<Throughput> {
  await using folder = await temporaryFolder();
  await using host = await openBenchHost(folder.path, isolation, [{ ...frame, rateHz: null }]);
  await startOneDevice(host);
  const rates: Record<ConsumerKind, number[]> = { '1 tap': [], '4 taps': [], '1 subscription': [] };
  for (const kind of consumerKinds) await countFor(host.bus, kind, plan.warmUpMs / consumerKinds.length);
  for (let round = 0; round < plan.rounds; round++) {
    for (const kind of consumerKinds) rates[kind].push(await countFor(host.bus, kind, plan.roundMs));
  }
  return {
    '1 tap': median(rates['1 tap']),
    '4 taps': median(rates['4 taps']),
    '1 subscription': median(rates['1 subscription']),
  };
}

/** Frames per second that every consumer of a kind gets. */
async function countFor(bus: Bus, kind: ConsumerKind, durationMs: number): Promise<number> {
  const consumers =
    kind === '1 subscription' ? [new Subscriber(bus)] : listeners(bus, kind === '4 taps' ? 4 : 1);
  const startMs = performance.now();
  await sleep(durationMs);
  const frames = Math.min(...consumers.map((consumer) => consumer.frames));
  const tookMs = performance.now() - startMs;
  for (const consumer of consumers) consumer.close();
  return (frames / tookMs) * 1_000;
}

/** A consumer that looks into each frame. */
class FrameCounter {
  frames = 0;
  sum = 0;

  take({ view }: FrameMessage): void {
    this.frames += 1;
    this.sum += Number(view.data.values[0]);
  }
}

class Listener extends FrameCounter {
  readonly close: () => void;

  constructor(bus: Bus) {
    super();
    this.close = bus.tap('*', (message) => this.take(message));
  }
}

const listeners = (bus: Bus, count: number) => Array.from({ length: count }, () => new Listener(bus));

class Subscriber extends FrameCounter {
  readonly close: () => void;

  constructor(bus: Bus) {
    super();
    // A pipe gives many small frames at once, before a consumer has its turn.
    const subscription = bus.subscribe({ streams: '*', queueSizeFrames: 65_536 });
    this.close = () => subscription.close();
    void this.#takeAll(subscription);
  }

  async #takeAll(messages: AsyncIterable<FrameMessage>): Promise<void> {
    for await (const message of messages) this.take(message);
  }
}
