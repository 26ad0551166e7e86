import type { BlePeripheral } from './ble-peripheral.js';

const service = '6e400001-b5a3-f393-e0a9-e50e24dcca9e';
const toDevice = '6e400002-b5a3-f393-e0a9-e50e24dcca9e';
const fromDevice = '6e400003-b5a3-f393-e0a9-e50e24dcca9e';

export interface NordicUartOptions {
  readonly id?: string;
  readonly name?: string;
  readonly rssiDbm?: number;
  /** The text with this number, with its line end. */
  readonly line: (index: number) => string;
  readonly intervalMs?: number;
  /** Bytes of a notification; 20 is what the smallest packets of Bluetooth hold, and what most sketches send. */
  readonly pieceBytes?: number;
  /** Prints only between these, where given. */
  readonly commands?: { readonly start: string; readonly stop: string };
  /** Told of each text that the central wrote. */
  readonly onCommand?: (text: string) => void;
}

/** A device that prints lines over the Nordic UART service, from when it is subscribed to, or told to start. */
export function nordicUartPeripheral(options: NordicUartOptions): BlePeripheral {
  const { id = 'c0:ff:ee:00:6e:40', name = 'nRF UART', rssiDbm = -65 } = options;
  const { line: textOf, intervalMs = 20, pieceBytes = 20, commands, onCommand } = options;
  return {
    id,
    name,
    rssiDbm,
    serviceUuids: [service],
    services: [
      {
        uuid: service,
        characteristics: [
          { uuid: toDevice, properties: ['write', 'writeWithoutResponse'] },
          { uuid: fromDevice, properties: ['notify'] },
        ],
      },
    ],
    connect(line) {
      let stop = () => {};
      let printed = 0;
      const start = () => {
        stop();
        stop = line.every(intervalMs, () => {
          const bytes = new TextEncoder().encode(textOf(printed));
          printed += 1;
          for (let at = 0; at < bytes.length; at += pieceBytes) {
            line.notify(fromDevice, bytes.slice(at, at + pieceBytes));
          }
        });
      };
      return {
        [toDevice]: {
          onWrite(bytes) {
            const text = new TextDecoder().decode(bytes);
            onCommand?.(text);
            if (text === commands?.start) start();
            if (text === commands?.stop) stop();
          },
        },
        [fromDevice]: {
          onSubscribe: () => commands === undefined && start(),
          onUnsubscribe: () => commands === undefined && stop(),
        },
      };
    },
  };
}
