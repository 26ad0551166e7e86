import type { Host, HostReplay } from '@modlink/host';
import type { ErrorInfo, WireReplay } from '@modlink/protocol';
import { wireDescriptor, wireError } from '../wire.js';
import type { Handlers } from './handler.js';

type ReplayRoutes = 'openReplay' | 'listReplays' | 'getReplay' | 'changeReplay' | 'closeReplay';

interface OpenReplay {
  readonly replay: HostReplay;
  readonly recordingIds: readonly string[];
  error: ErrorInfo | undefined;
}

/** The replays that clients opened. */
export class ReplayHandlers {
  readonly #host: Host;
  readonly #onChange: (replay: WireReplay) => void;
  readonly #onClosed: (replayId: string) => void;
  readonly #open = new Map<string, OpenReplay>();

  constructor(host: Host, onChange: (replay: WireReplay) => void, onClosed: (replayId: string) => void) {
    this.#host = host;
    this.#onChange = onChange;
    this.#onClosed = onClosed;
  }

  /** @param pathOf - of a stored recording. @throws {ServerError} `UNKNOWN_RECORDING` */
  handlers(pathOf: (recordingId: string) => Promise<string>): Pick<Handlers, ReplayRoutes> {
    return {
      openReplay: async ({ body: { recordingIds, align } }) => {
        const paths = await Promise.all(recordingIds.map(pathOf));
        const replay = await this.#host.replays.open(paths, { align });
        const open: OpenReplay = { replay, recordingIds, error: undefined };
        this.#open.set(replay.replayId, open);
        replay.events.on('changed', () => this.#tell(open));
        replay.events.on('position', () => this.#tell(open));
        replay.events.on('failed', ({ error }) => {
          open.error = wireError(error);
          this.#tell(open);
        });
        return wireReplay(open);
      },
      listReplays: () => ({ replays: [...this.#open.values()].map(wireReplay) }),
      getReplay: ({ params }) => wireReplay(this.#get(params.replayId)),
      changeReplay: async ({ params, body: { state, positionMs, speed, loop } }) => {
        const open = this.#get(params.replayId);
        const { replay } = open;
        // First how, then where, then whether: a seek while it is paused shows what is there.
        if (loop !== undefined) replay.setLoop(loop);
        if (speed !== undefined) replay.setSpeed(speed);
        if (state === 'paused') replay.pause();
        if (positionMs !== undefined) await replay.seek(positionMs);
        if (state === 'playing') replay.play();
        return wireReplay(open);
      },
      closeReplay: async ({ params }) => {
        const { replay } = this.#get(params.replayId);
        await replay.close();
        this.#open.delete(replay.replayId);
        this.#onClosed(replay.replayId);
        return undefined;
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ replay }) => replay.close()));
    this.#open.clear();
  }

  /** @throws {HostError} `UNKNOWN_REPLAY` */
  #get(replayId: string): OpenReplay {
    return this.#open.get(replayId) ?? ofApplication(this.#host.replays.get(replayId));
  }

  #tell(open: OpenReplay): void {
    if (this.#open.has(open.replay.replayId)) this.#onChange(wireReplay(open));
  }
}

/** A replay that the application opened itself. */
const ofApplication = (replay: HostReplay): OpenReplay => ({ replay, recordingIds: [], error: undefined });

function wireReplay({ replay, recordingIds, error }: OpenReplay): WireReplay {
  const { state, positionMs, durationMs, speed, loop } = replay.status();
  const starts = replay.files.flatMap(({ info, startMs }) =>
    info.firstNs === undefined ? [] : [info.firstNs - BigInt(Math.round(startMs * 1e6))],
  );
  const startNs = starts.reduce<bigint | undefined>(
    (least, each) => (least === undefined || each < least ? each : least),
    undefined,
  );
  return {
    replayId: replay.replayId,
    recordingIds: [...recordingIds],
    state,
    positionMs,
    durationMs,
    startNs: String(startNs ?? 0n),
    speed,
    loop: typeof loop === 'boolean' ? loop : { ...loop },
    streams: replay.bus
      .streams()
      .map(({ streamId, descriptor }) => ({ streamId, descriptor: wireDescriptor(descriptor) })),
    ...(error !== undefined && { error }),
  };
}
