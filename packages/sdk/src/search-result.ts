import { DriverError } from './errors.js';
import { normalizeDeviceId } from './identifiers.js';
import { cloneJson, isJsonValue, type JsonObject } from './json.js';

/** What a {@link SearchResult} is made of. */
export interface SearchResultInit<Extra extends JsonObject = JsonObject> {
  /** Shown first. */
  readonly title: string;
  /** Shown below the title: a port, an address. `''` when absent. */
  readonly subtitle?: string | undefined;
  /** The id of the device, of the form `name.XX`, where the driver knows it; normalized. */
  readonly deviceId?: string | undefined;
  /**
   * What names the physical device for good: a serial number, a Bluetooth address. The host binds the ordinal of the
   * device id to it, so that the same device gets the same id next time. Without it the host uses `extra`.
   */
  readonly identity?: string | undefined;
  /**
   * `false` for what is only offered, such as a serial port behind which there may be anything: then whoever lists devices
   * puts drivers first that recognize it. `true` when absent.
   */
  readonly likely?: boolean | undefined;
  /** Driver-owned, JSON-friendly; handed back to `connectDevice` unchanged. */
  readonly extra?: Extra | undefined;
}

/** One device that `search()` found. */
export class SearchResult<Extra extends JsonObject = JsonObject> {
  /** Shown first. */
  readonly title: string;
  /** Shown below the title. */
  readonly subtitle: string;
  /** `name.XX`, where the driver knows it. */
  readonly deviceId: string | undefined;
  /** What names the physical device for good, where the driver knows it. */
  readonly identity: string | undefined;
  /** `false` for what is only offered; absent where the driver recognizes the device. */
  readonly likely: boolean | undefined;
  /** A copy of what the driver gave, handed back to `connectDevice` unchanged. */
  readonly extra: Extra;

  /** @throws {DriverError} `INVALID_SEARCH_RESULT`, or `INVALID_DEVICE_ID`. */
  constructor(init: SearchResultInit<Extra>) {
    if (typeof init?.title !== 'string' || init.title.trim() === '') {
      throw new DriverError(
        'INVALID_SEARCH_RESULT',
        'A search result has a title: the text that a user sees first.',
      );
    }
    for (const field of ['subtitle', 'identity'] as const) {
      if (init[field] !== undefined && typeof init[field] !== 'string') {
        throw new DriverError(
          'INVALID_SEARCH_RESULT',
          `The ${field} of the search result "${init.title}" is a text, not of type ${typeof init[field]}.`,
        );
      }
    }
    const extra = init.extra ?? ({} as Extra);
    if (!isJsonValue(extra) || typeof extra !== 'object' || Array.isArray(extra)) {
      throw new DriverError(
        'INVALID_SEARCH_RESULT',
        `The extra of the search result "${init.title}" is a JSON object: no functions, dates, bigints, NaN or cycles. ` +
          'Keep handles in the driver and put their name or number into extra.',
      );
    }
    this.title = init.title;
    this.subtitle = init.subtitle ?? '';
    this.deviceId = init.deviceId === undefined ? undefined : normalizeDeviceId(init.deviceId);
    this.identity = init.identity;
    this.likely = init.likely === false ? false : undefined;
    this.extra = cloneJson(extra as JsonObject) as Extra;
  }
}
