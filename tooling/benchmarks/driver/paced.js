/**
 * Calls `emit` so many times a second, as a driver with a timer does: each turn makes up for what is due.
 * @param {number} rateHz
 * @param {() => void} emit
 * @returns {() => void} ends it.
 */
export function paced(rateHz, emit) {
  const startMs = performance.now();
  let emitted = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / 1_000) * rateHz);
    for (; emitted < due; emitted++) emit();
  }, 1);
  return () => clearInterval(timer);
}
