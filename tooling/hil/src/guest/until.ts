import { setTimeout as wait } from 'node:timers/promises';

/** Generous: the machine is emulated, and its host may be busy. */
const patienceMs = 120_000;

/** Waits until something is there. @throws where it does not come, saying what was awaited. */
export async function until<Thing>(
  what: string,
  look: () => Thing | undefined | false | Promise<Thing | undefined | false>,
): Promise<Thing> {
  const endMs = performance.now() + patienceMs;
  while (performance.now() < endMs) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await wait(10);
  }
  throw new Error(`It was awaited for ${patienceMs / 1000} s in vain that ${what}.`);
}
