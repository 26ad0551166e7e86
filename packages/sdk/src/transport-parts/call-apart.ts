/**
 * Calls a listener so that one that throws stops neither the caller nor the other listeners: its error surfaces as an
 * uncaught one of the process.
 */
export function callApart(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
