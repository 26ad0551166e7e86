/**
 * When intervals that came together ended: the last one when it arrived, those before it earlier by the durations of the ones
 * that followed.
 */
export function endTimes(
  intervalsMs: readonly number[],
  arrivalNs: bigint,
): readonly { readonly valueMs: number; readonly endNs: bigint }[] {
  let endNs = arrivalNs;
  return intervalsMs
    .toReversed()
    .map((valueMs) => {
      const interval = { valueMs, endNs };
      endNs -= BigInt(Math.round(valueMs * 1e6));
      return interval;
    })
    .reverse();
}
