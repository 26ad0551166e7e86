/** The sound cards of the Linux kernel: `/proc/asound`. */

export interface AlsaDevice {
  /** The name of the card, which stays when the numbers change: `PCH`. */
  readonly card: string;
  /** The number of the device on the card. */
  readonly device: number;
  /** What people read. */
  readonly description: string;
}

/**
 * The devices that record.
 * @param cards - `/proc/asound/cards`: ` 1 [Loopback       ]: Loopback - Loopback`.
 * @param pcms - `/proc/asound/pcm`: `01-00: Loopback PCM : Loopback PCM : playback 8 : capture 8`.
 */
export function parseAlsaDevices(cards: string, pcms: string): AlsaDevice[] {
  const cardNames = new Map<number, { readonly id: string; readonly name: string }>();
  for (const [, number, id = '', name = ''] of cards.matchAll(/^\s*(\d+) \[(\S+)\s*\]: .*? - (.*)$/gm)) {
    cardNames.set(Number(number), { id, name });
  }
  return pcms.split('\n').flatMap((line) => {
    const [, number, device, description = ''] =
      /^(\d+)-(\d+): .*? : (.*?) :.*\bcapture \d+/.exec(line) ?? [];
    if (number === undefined) return [];
    const card = cardNames.get(Number(number));
    return {
      card: card?.id ?? String(Number(number)),
      device: Number(device),
      description: card === undefined ? description : `${card.name}, ${description}`,
    };
  });
}
