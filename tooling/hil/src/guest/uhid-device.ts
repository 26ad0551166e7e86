import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import {
  createEvent,
  destroyEvent,
  eventSizeBytes,
  getReportReply,
  inputEvent,
  readEvent,
  setReportReply,
  type UhidDeviceInfo,
  type UhidEvent,
} from './uhid-events.js';
import { until } from './until.js';

/** What a device does about what comes in. */
export interface UhidReactions {
  /** A program opened the device, which no other had open. */
  readonly onOpen?: () => void;
  readonly onOutputReport?: (report: Uint8Array) => void;
  readonly onFeatureReport?: (report: Uint8Array) => void;
  /** `answer` may be called later, or never; without a report the device has none. */
  readonly getFeatureReport?: (reportId: number, answer: (report: Uint8Array | undefined) => void) => void;
}

/** How often the kernel is asked what it has to say. Node.js cannot wait for it, and each time that it has nothing costs an error. */
const pollIntervalMs = 10;

/** A HID device that the kernel takes for a real one, and whose far end is this object. */
export class UhidDevice {
  /** `/dev/hidraw0` */
  readonly path: string;
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  readonly #reactions: UhidReactions;
  readonly #event = Buffer.alloc(eventSizeBytes);
  #isGone = false;

  private constructor(file: number, path: string, reactions: UhidReactions) {
    this.path = path;
    this.#file = file;
    this.#reactions = reactions;
    this.#timer = setInterval(() => this.#takeEvents(), pollIntervalMs);
  }

  /** Resolves when programs can open it. */
  static async create(info: UhidDeviceInfo, reactions: UhidReactions): Promise<UhidDevice> {
    const file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
    writeSync(file, createEvent(info));
    const path = await until(`the kernel makes a file for ${info.product}`, () =>
      hidrawOf(info.serialNumber),
    );
    return new UhidDevice(file, path, reactions);
  }

  sendInputReport(report: Uint8Array): void {
    if (!this.#isGone) writeSync(this.#file, inputEvent(report));
  }

  /** The device is unplugged. */
  destroy(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearInterval(this.#timer);
    writeSync(this.#file, destroyEvent());
    closeSync(this.#file);
  }

  #takeEvents(): void {
    while (!this.#isGone) {
      const event = this.#nextEvent();
      if (event === undefined) return;
      this.#take(event);
    }
  }

  #take(event: UhidEvent): void {
    switch (event.kind) {
      case 'open':
        this.#reactions.onOpen?.();
        return;
      case 'output':
        this.#reactions.onOutputReport?.(event.report);
        return;
      case 'set-report':
        this.#reactions.onFeatureReport?.(event.report);
        writeSync(this.#file, setReportReply(event.request));
        return;
      case 'get-report':
        this.#reactions.getFeatureReport?.(event.reportId, (report) => {
          if (!this.#isGone) writeSync(this.#file, getReportReply(event.request, report));
        });
    }
  }

  #nextEvent(): UhidEvent | undefined {
    try {
      readSync(this.#file, this.#event);
      return readEvent(this.#event);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
      throw error;
    }
  }
}

/** The file of the device with that serial number, which the kernel calls its unique name. */
async function hidrawOf(serialNumber: string): Promise<string | undefined> {
  for (const name of await readdir('/sys/class/hidraw').catch(() => [])) {
    const uevent = await readFile(`/sys/class/hidraw/${name}/device/uevent`, 'utf8').catch(() => '');
    if (uevent.split('\n').includes(`HID_UNIQ=${serialNumber}`)) return `/dev/${name}`;
  }
  return undefined;
}
