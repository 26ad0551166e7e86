/** What a channel measures while the board sends its test current, 6 nA at 31.25 Hz, through an electrode. */

const testCurrentA = 6e-9;
const testCurrentHz = 31.25;
/** Stands on the way to each electrode. */
const seriesOhm = 2_200;
const gains = [1, 2, 4, 6, 8, 12, 24];

/** @param settings - the channel's digits of the `x` command: the second one is the gain. */
export function testCurrentCounts(
  sample: number,
  options: { readonly settings: string; readonly impedanceOhm: number; readonly rateHz: number },
): number {
  const gain = gains[Number(options.settings.charAt(1))] ?? 24;
  const voltPerCount = 4.5 / gain / (2 ** 23 - 1);
  const amplitudeV = testCurrentA * (options.impedanceOhm + seriesOhm);
  const phase = (2 * Math.PI * testCurrentHz * sample) / options.rateHz;
  return Math.round((amplitudeV * Math.sin(phase)) / voltPerCount);
}
