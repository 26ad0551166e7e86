import type { Bus, DeviceInfo, StreamStatisticsSnapshot } from '@modlink/host';
import type { StreamDescriptor } from '@modlink/sdk';
import { createPicture } from './create-picture.js';
import type { StreamPicture } from './stream-picture.js';

/** One stream as live views show it. */
export interface LiveStream {
  readonly descriptor: StreamDescriptor;
  readonly deviceTitle: string;
  readonly picture: StreamPicture;
  statistics(): StreamStatisticsSnapshot;
  /** Whether nothing came of late, although it had begun. */
  isSilent(): boolean;
}

/** A stream that is slower than this may be silent for two seconds without being it. */
const slowestRateHz = 2;

/** Where the streams come from: a host, or a replay. */
export interface StreamSource {
  readonly bus: Bus;
  readonly devices: { list(): readonly Pick<DeviceInfo, 'deviceId' | 'title'>[] };
  /** Whether nothing is to come: then no stream counts as silent. */
  readonly isPaused?: () => boolean;
}

/** The streams of a source, with their pictures. A stream stays when its device is lost. */
export class LiveStreams implements Disposable {
  readonly #streams = new Map<string, LiveStream>();
  readonly #deviceIds: readonly string[];
  readonly #ends: (() => void)[];

  /**
   * @param deviceIds - in the order in which they are shown.
   * @param selected - patterns of stream ids.
   */
  constructor(
    source: StreamSource,
    deviceIds: readonly string[],
    selected: string | readonly string[] = '*',
  ) {
    this.#deviceIds = deviceIds;
    const isPaused = source.isPaused ?? (() => false);
    const titles = new Map(source.devices.list().map(({ deviceId, title }) => [deviceId, title]));
    this.#ends = [
      source.bus.watch(selected, (stream) => {
        const { streamId, descriptor, statistics } = stream;
        const { nominalSampleRateHz } = descriptor;
        const isSteady = nominalSampleRateHz !== 'irregular' && nominalSampleRateHz >= slowestRateHz;
        this.#streams.set(streamId, {
          descriptor,
          deviceTitle: titles.get(descriptor.deviceId) ?? descriptor.deviceId,
          picture: createPicture(descriptor),
          statistics: () => statistics.snapshot(),
          isSilent: () =>
            isSteady &&
            !isPaused() &&
            statistics.snapshot().frames > 0 &&
            stream.rates.samplesPerSecond === 0,
        });
      }),
      source.bus.tap(selected, ({ stream, view }) => this.#streams.get(stream.streamId)?.picture.add(view), {
        name: 'live view',
      }),
    ];
  }

  /** Device by device. */
  list(): readonly LiveStream[] {
    const place = ({ descriptor }: LiveStream): number => this.#deviceIds.indexOf(descriptor.deviceId);
    return [...this.#streams.values()].sort((a, b) => place(a) - place(b));
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
  }
}
