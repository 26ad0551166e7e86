/**
 * The one file that touches native code: serialport's binding, behind an interface of what this package needs of it.
 *
 * On Linux and macOS bytes go through the port's file descriptor here, and the binding opens, configures, waits and closes.
 * Its own `read` takes a read of 0 bytes for "nothing yet" and reads again, but 0 bytes is how a terminal says that its
 * device was unplugged: it then reads for ever and the unplugging is never seen. And its wait for "writable" would replace
 * a wait for "readable".
 */
import { readSync, writeSync } from 'node:fs';
import { SerialPort } from 'serialport';

/** What the platform tells of a port. */
export interface NativePortInfo {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

export interface NativeOpenOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: 5 | 6 | 7 | 8;
  readonly stopBits: 1 | 1.5 | 2;
  readonly parity: 'none' | 'even' | 'odd' | 'mark' | 'space';
  readonly rtscts: boolean;
  /** Refuses a port that another program has locked, and locks it. */
  readonly lock: true;
}

/** An open port of the operating system. Closing it rejects what is pending. */
export interface NativePort {
  /** Fills the start of the buffer with at least one byte. @returns the number of bytes; 0 when the device is gone. */
  read(buffer: Buffer): Promise<number>;
  /** Resolves when the operating system has sent the bytes. Calls must not overlap. */
  write(bytes: Buffer): Promise<void>;
  setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface NativeSerial {
  list(): Promise<readonly NativePortInfo[]>;
  open(options: NativeOpenOptions): Promise<NativePort>;
}

type Binding = typeof SerialPort.binding;
type BindingPort = Awaited<ReturnType<Binding['open']>>;
type UnixBindingPort = Extract<BindingPort, { readonly poller: unknown }>;

/** serialport's binding for this platform. */
export const nativeSerial: NativeSerial = {
  list: () => SerialPort.list(),
  async open(options) {
    // Each platform's binding has types of its own, and refuses at run time what its platform does not know.
    const binding = SerialPort.binding as { open(options: NativeOpenOptions): Promise<BindingPort> };
    const port = await binding.open(options);
    return 'poller' in port ? new UnixPort(port) : new WindowsPort(port);
  },
};

abstract class OpenPort<Port extends BindingPort> {
  protected readonly port: Port;

  constructor(port: Port) {
    this.port = port;
  }

  setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void> {
    return this.port.set({ brk: false, cts: false, dsr: false, ...signals });
  }

  close(): Promise<void> {
    return this.port.close();
  }
}

class WindowsPort extends OpenPort<BindingPort> implements NativePort {
  async read(buffer: Buffer): Promise<number> {
    return (await this.port.read(buffer, 0, buffer.length)).bytesRead;
  }

  async write(bytes: Buffer): Promise<void> {
    await this.port.write(bytes);
    await this.port.drain();
  }
}

/** The events of libuv's `uv_poll_t`: `UV_READABLE`, `UV_WRITABLE`. */
const pollEvents = { readable: 1, writable: 2 } as const;
type PollEvent = keyof typeof pollEvents;

class UnixPort extends OpenPort<UnixBindingPort> implements NativePort {
  readonly #awaited = new Set<PollEvent>();

  async read(buffer: Buffer): Promise<number> {
    for (;;) {
      await this.#ready('readable');
      const length = unlessBusy(() => readSync(this.#fd, buffer));
      if (length !== undefined) return length;
    }
  }

  async write(bytes: Buffer): Promise<void> {
    let sent = 0;
    while (sent < bytes.length) {
      const length = unlessBusy(() => writeSync(this.#fd, bytes, sent));
      if (length === undefined) await this.#ready('writable');
      else sent += length;
    }
    await this.port.drain();
  }

  get #fd(): number {
    if (this.port.fd === null) throw new Error('Port is not open');
    return this.port.fd;
  }

  /** Rejects when the port is closed, and when the device hangs up. */
  #ready(event: PollEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.port.isOpen) throw new Error('Port is not open');
      this.#awaited.add(event);
      this.port.poller.once(event, (error) => {
        this.#awaited.delete(event);
        if (error) reject(error);
        else resolve();
      });
      // `once` polls for its own event alone: what the other direction waits for must stay in.
      this.port.poller.poll([...this.#awaited].reduce((events, name) => events | pollEvents[name], 0));
    });
  }
}

/** The port never blocks: where it has nothing to read or no room to write, it says so. */
function unlessBusy<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR') return undefined;
    throw error;
  }
}
