import { type SerialPortInfo, TransportError } from '@modlink/sdk';
import type { NativePortInfo, NativeSerial } from './native.js';

export async function listPorts(native: NativeSerial): Promise<readonly SerialPortInfo[]> {
  try {
    return (await native.list()).map(describePort);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new TransportError(
        'TRANSPORT_UNAVAILABLE',
        'Serial ports cannot be listed: the program udevadm is missing. Install udev, or name the port yourself.',
        { cause: error },
      );
    }
    const message = error instanceof Error ? error.message : String(error);
    throw new TransportError('IO_FAILED', `Serial ports cannot be listed: ${message}.`, { cause: error });
  }
}

function describePort(port: NativePortInfo): SerialPortInfo {
  const vendorId = usbId(port.vendorId);
  const productId = usbId(port.productId);
  const { path, serialNumber, manufacturer } = port;
  const isNamedForGood = vendorId !== undefined && productId !== undefined && serialNumber;
  return {
    path,
    identity: isNamedForGood ? `usb:${vendorId}:${productId}:${serialNumber}` : path,
    ...(vendorId !== undefined && { vendorId }),
    ...(productId !== undefined && { productId }),
    ...(serialNumber && { serialNumber }),
    ...(manufacturer && { manufacturer }),
  };
}

/** Platforms write USB ids with and without `0x`, in either case, and some without leading zeros. */
function usbId(id: string | undefined): string | undefined {
  return id ? id.replace(/^0x/i, '').toLowerCase().padStart(4, '0') : undefined;
}
