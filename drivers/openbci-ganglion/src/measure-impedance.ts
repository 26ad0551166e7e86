import { awaitAnswer, serializeError } from '@modlink/sdk';
import { GanglionError } from './errors.js';
import type { GanglionLink } from './link.js';
import { type ImpedanceElectrode, impedanceElectrodes, parseImpedance } from './parser/index.js';

/** The board takes half a second and more for each of the five electrodes. */
const timeoutMs = 15_000;

/** Ohm, by electrode; `null` where the board told nothing. */
export type Impedances = Record<ImpedanceElectrode, number | null>;

/**
 * Has the board test its electrodes one after the other, until each was told of once. The test has ended afterwards, also when it
 * fails.
 * @throws {GanglionError} `NO_ANSWER`; the signal's reason; {@link TransportError} when the connection closes.
 */
export async function measureImpedance(link: GanglionLink, signal: AbortSignal): Promise<Impedances> {
  const ohms = new Map<ImpedanceElectrode, number>();
  try {
    await awaitAnswer<void>(
      (resolve) => {
        link.onPacket((bytes) => {
          const packet = parseImpedance(bytes);
          if (packet === undefined) return;
          ohms.set(packet.electrode, packet.ohm);
          if (ohms.size === impedanceElectrodes.length) resolve();
        });
        return link.send('z');
      },
      { connection: link, timeoutMs, signal, noAnswer: () => noAnswer(link) },
    );
  } catch (error) {
    // One electrode that is not there must not hide the others.
    if (serializeError(error).code !== 'NO_ANSWER' || ohms.size === 0) throw error;
  } finally {
    link.onPacket(() => {});
    // Also for a caller that gave up: what flows through a person is switched off. A connection that is gone has its own report.
    await link.send('Z').catch(() => {});
  }
  return Object.fromEntries(
    impedanceElectrodes.map((electrode) => [electrode, ohms.get(electrode) ?? null]),
  ) as Impedances;
}

function noAnswer({ id }: GanglionLink): GanglionError {
  return new GanglionError(
    'NO_ANSWER',
    `The Ganglion ${id} told no impedance within ${timeoutMs / 1000} s. Bring it nearer, switch it off and on, and try again.`,
    { subject: { path: id } },
  );
}
