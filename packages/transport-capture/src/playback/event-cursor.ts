import { isModlinkError, TransportError } from '@modlink/sdk';
import type { Capture } from '../format/capture-file.js';
import type { CaptureEvent } from '../format/capture-format.js';

/** Where in a capture playback is: at the event that comes next. */
export class EventCursor {
  readonly #capture: Capture;
  readonly #events: Generator<CaptureEvent, void, undefined>;
  #next: CaptureEvent | undefined;
  #damage: unknown;

  constructor(capture: Capture) {
    this.#capture = capture;
    this.#events = capture.events();
    this.take();
  }

  /** The event that comes next; `undefined` where the capture is over. */
  get next(): CaptureEvent | undefined {
    return this.#next;
  }

  /** Goes on to the event after it. */
  take(): void {
    try {
      this.#next = this.#events.next().value ?? undefined;
    } catch (error) {
      this.#next = undefined;
      this.#damage = error;
    }
  }

  /** Why there is no next event. */
  get whyOver(): TransportError {
    const { name } = this.#capture;
    const subject = { path: name };
    if (isModlinkError(this.#damage)) {
      return new TransportError('IO_FAILED', this.#damage.message, { cause: this.#damage, subject });
    }
    // The process that captured was killed, or the file was cut off.
    return new TransportError('DEVICE_UNPLUGGED', `The capture ${name} ends here: it was cut off.`, {
      subject,
    });
  }

  /** Lets go of the file. */
  end(): void {
    this.#events.return();
  }
}
