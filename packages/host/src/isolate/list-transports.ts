import { serializeError, type TransportMap, type TransportRuntime } from '@modlink/sdk';
import type { PluggedIn } from '../registry/index.js';
import { loadTransports } from './load-transports.js';
import type { ListReply, ListRequest } from './messages.js';

/** Long enough for most peripherals to advertise several times. */
const scanMs = 4_000;

/** Lists what each transport sees now, without opening any of it. A transport that cannot is told, and keeps no other. */
export async function listTransports(
  { transports }: ListRequest,
  runtime: TransportRuntime,
): Promise<ListReply> {
  const failures: { kind: string; message: string }[] = [];
  const lists = await Promise.all(
    transports.map(async (transport): Promise<PluggedIn> => {
      try {
        return await listWith(await loadTransports({ transports: [transport], driverId: 'none' }, runtime));
      } catch (error) {
        failures.push({ kind: transport.kind, message: serializeError(error).message });
        return {};
      }
    }),
  );
  return { pluggedIn: Object.assign({}, ...lists) as PluggedIn, failures };
}

async function listWith({ serial, hid, ble, media }: Partial<TransportMap>): Promise<PluggedIn> {
  return {
    ...(serial && { serial: await serial.list() }),
    ...(hid && { hid: await hid.list() }),
    ...(ble && { ble: await ble.scan({ timeoutMs: scanMs }) }),
    ...(media && { media: await media.list() }),
  };
}
