import type { RecordingEvent, ReplayStatus } from '@modlink/recording';
import { type SerializedError, serializeError, type Unsubscribe } from '@modlink/sdk';

/** What happens in a replay, by name. */
export interface ReplayEventMap {
  /** State, speed or loop are these now, or it jumped. */
  changed: ReplayStatus;
  /** Where it is: a few times a second while it plays. */
  position: { readonly positionMs: number };
  /** A marker, segment or mishap of the recording is due; `path` is its file. */
  recorded: { readonly event: RecordingEvent; readonly path: string; readonly positionMs: number };
  /** A file could not be read on; mostly a `RecordingError`. The state is `failed`. */
  failed: { readonly error: unknown };
}
export type ReplayEventType = keyof ReplayEventMap;

type Listener<Type extends ReplayEventType> = (content: ReplayEventMap[Type]) => void;

/** Tells what happens in a replay. A listener that throws harms no other. */
export class ReplayEvents {
  readonly #listeners: { readonly [Type in ReplayEventType]: Set<Listener<Type>> } = {
    changed: new Set(),
    position: new Set(),
    recorded: new Set(),
    failed: new Set(),
  };
  readonly #onListenerFailed: (error: SerializedError) => void;

  /** @internal */
  constructor(onListenerFailed: (error: SerializedError) => void) {
    this.#onListenerFailed = onListenerFailed;
  }

  /** Calls a listener for each event of one type. */
  on<Type extends ReplayEventType>(type: Type, listener: Listener<Type>): Unsubscribe {
    const listeners = this.#listeners[type];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** @internal */
  emit<Type extends ReplayEventType>(type: Type, content: ReplayEventMap[Type]): void {
    for (const listener of this.#listeners[type]) {
      try {
        listener(content);
      } catch (error) {
        this.#onListenerFailed(serializeError(error));
      }
    }
  }
}
