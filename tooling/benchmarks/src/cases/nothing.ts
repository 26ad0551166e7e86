/** What a process takes that does nothing: beside it stand start and memory of a host. */
export interface BareProcess {
  readonly startMs: number;
  readonly memoryMB: number;
}

export default async function measureNothing(): Promise<BareProcess> {
  return { startMs: performance.now(), memoryMB: process.memoryUsage.rss() / 1e6 };
}
