/** One animation loop for all cards: it runs while there is something to draw. */
import type { Unsubscribe } from '@modlink/sdk';

const draws = new Set<(nowMs: number) => void>();
let request = 0;

export function onAnimationFrame(draw: (nowMs: number) => void): Unsubscribe {
  draws.add(draw);
  if (request === 0) request = requestAnimationFrame(run);
  return () => draws.delete(draw);
}

function run(nowMs: number): void {
  request = draws.size === 0 ? 0 : requestAnimationFrame(run);
  for (const draw of draws) draw(nowMs);
}
