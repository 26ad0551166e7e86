/** A peripheral in a process of its own: bleno keeps the state of one adapter per process. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Controller } from '../controllers.js';

const entry = fileURLToPath(new URL('../../dist/peripheral/peripheral-process-entry.js', import.meta.url));

/** Where a peripheral is defined. A definition has functions, which do not cross from process to process: its module does. */
export interface PeripheralModule {
  /** `@modlink/simulators`, `@modlink/testkit`, or the URL of a module that Node can load. */
  readonly module: string | URL;
  /** Its export: a function that gives a `BlePeripheral`. */
  readonly export: string;
  /** What that function is called with; it must survive structured cloning. */
  readonly args?: readonly unknown[];
}

/** What the process is told. */
export type PeripheralRequest =
  | {
      readonly type: 'start';
      readonly port: string;
      readonly module: string;
      readonly export: string;
      readonly args: readonly unknown[];
    }
  | { readonly type: 'disconnect' };

/** What the process answers to `start`. */
export type PeripheralAnswer =
  | { readonly type: 'started'; readonly address: string }
  | { readonly type: 'failed'; readonly message: string };

/** A peripheral on the air. */
export interface EmulatedPeripheral {
  /** Its Bluetooth address: what a central finds it by. The `id` of the definition is not used here. */
  readonly address: string;
  /** Ends the connection from its side; it advertises again. */
  disconnect(): void;
  /** Takes it away: it ends its connection and is not seen any more. Closing twice does nothing. */
  close(): Promise<void>;
}

export async function startPeripheralProcess(
  { module, export: name, args = [] }: PeripheralModule,
  controller: Controller,
): Promise<EmulatedPeripheral> {
  const child = fork(entry, { serialization: 'advanced' });
  const tell = (request: PeripheralRequest) => void (child.connected && child.send(request));
  const close = async () => {
    await end(child);
    await controller.close();
  };
  try {
    const answered = answerOf(child);
    tell({ type: 'start', port: controller.path, module: String(module), export: name, args });
    const answer = await answered;
    if (answer.type === 'failed') throw new Error(answer.message);
    return { address: answer.address, disconnect: () => tell({ type: 'disconnect' }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function answerOf(child: ChildProcess): Promise<PeripheralAnswer> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`The process of the peripheral ended with ${signal ?? code}.`)),
    );
  });
}

/** The process ends its connection and leaves when it is let go; one that hangs is killed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  if (child.connected) child.disconnect();
  await exited;
  clearTimeout(timer);
}
