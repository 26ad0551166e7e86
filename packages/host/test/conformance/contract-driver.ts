/**
 * The rules of the driver contract that a host keeps run over every isolation. Where each is tested:
 * `factories`, `control-methods`, `frames`, `device-state`, `runtime-context`, and `faults` for what a driver does wrong.
 */
import type { JsonValue } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import type { Isolation } from '@modlink/sdk/manifest';
import type { Device, HostOptions } from '../../src/index.js';
import { openTestHost, type TestHost } from '../support/test-host.js';

export const everyIsolation = ['process', 'worker', 'inline'] as const satisfies readonly Isolation[];

export interface ContractHost extends TestHost {
  /** Waits for what the driver told of itself. */
  told(what: string): Promise<JsonValue>;
  /** What the driver told so far, in order. */
  allTold(): [what: string, value: JsonValue][];
  /** Connects a device of the contract driver. */
  connect(title: string): Promise<Device>;
}

const parse = (message: string) => JSON.parse(message.slice('told '.length)) as [string, JsonValue];

export async function openContract(isolation: Isolation, options: HostOptions = {}): Promise<ContractHost> {
  const test = await openTestHost(['contract'], { isolation, ...options });
  return {
    ...test,
    async told(what) {
      const { message } = await test.event('log', ({ message }) => message.startsWith(`told ["${what}",`));
      return parse(message)[1];
    },
    allTold: () =>
      test.seen.flatMap((event) =>
        event.type === 'log' && event.message.startsWith('told ') ? [parse(event.message)] : [],
      ),
    async connect(title) {
      return test.host.connect(await test.found('contract', title));
    },
  };
}

/** The frames of one device from its start on. */
export async function framesOf(isolation: Isolation, title: string, count: number): Promise<FrameView[]> {
  const { host, connect } = await openContract(isolation);
  const device = await connect(title);
  const subscription = host.bus.subscribe({ streams: '*', policy: 'error', queueSizeFrames: 10_000 });
  await device.startStreaming();
  const frames: FrameView[] = [];
  for await (const { view } of subscription) {
    frames.push(view);
    if (frames.length === count) break;
  }
  return frames;
}
