import { Controllers } from './controllers.js';
import {
  type EmulatedPeripheral,
  type PeripheralModule,
  startPeripheralProcess,
} from './peripheral/peripheral-process.js';

/** The baud rate means nothing to a pseudo-terminal, but one must be named. */
const baudRate = 1_000_000;

/** Bluetooth without a radio: a controller for the host, and peripherals in range of it. */
export interface BleEmulation {
  /** What the environment variable `MODLINK_BLE_HCI` is to be. */
  readonly hostAdapter: string;
  /**
   * Starts a peripheral, on a controller and in a process of its own.
   * @throws {Error} when its module cannot be loaded, or its Bluetooth stack does not start.
   */
  startPeripheral(module: PeripheralModule): Promise<EmulatedPeripheral>;
  /** Takes the host's controller away, as when its plug is pulled. */
  unplugHost(): Promise<void>;
  /** Ends everything. Closing twice does nothing. */
  close(): Promise<void>;
}

/** Needs `btvirt` (Debian: bluez-test-tools), `socat` and a C compiler: the part `bluetooth-emulation` of the tests. */
export async function startBleEmulation(): Promise<BleEmulation> {
  const controllers = await Controllers.start();
  const host = await controllers.open();
  const peripherals = new Set<EmulatedPeripheral>();
  return {
    hostAdapter: `uart:${host.path}@${baudRate}`,
    async startPeripheral(module) {
      const peripheral = await startPeripheralProcess(module, await controllers.open());
      peripherals.add(peripheral);
      return peripheral;
    },
    unplugHost: () => host.close(),
    async close() {
      for (const peripheral of peripherals) await peripheral.close();
      await controllers.close();
    },
  };
}
