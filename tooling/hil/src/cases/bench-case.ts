/** Something that has to work in the machine. */
export interface BenchCase {
  readonly name: string;
  /** Runs in the machine. Rejects, saying what was seen, where it does not work. */
  run(): Promise<void>;
}

/** Cases with the same devices. */
export interface BenchGroup {
  readonly name: string;
  readonly cases: readonly BenchCase[];
}
