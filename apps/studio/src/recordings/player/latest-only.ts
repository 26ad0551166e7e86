/**
 * Runs something for the latest value, one at a time: while it runs, values that come replace each other. For a slider whose
 * every move would be a request.
 */
export function latestOnly<Value>(run: (value: Value) => Promise<unknown>): (value: Value) => void {
  let waiting: { readonly value: Value } | undefined;
  let isRunning = false;
  const next = async (): Promise<void> => {
    isRunning = true;
    while (waiting !== undefined) {
      const { value } = waiting;
      waiting = undefined;
      // Whoever runs it tells of failures.
      await run(value).catch(() => undefined);
    }
    isRunning = false;
  };
  return (value) => {
    waiting = { value };
    if (!isRunning) void next();
  };
}
