/** A listener that throws must not stop the others: its error surfaces as an uncaught one of the process. */
export function callApart(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
