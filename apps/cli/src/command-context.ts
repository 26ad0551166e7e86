import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import type { Interruption } from './interruption.js';
import type { Output } from './output/output.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly color: boolean;
  readonly debug?: boolean;
  /** ModLink's folder; the user's own when absent. */
  readonly home?: string;
  /** Folders with more driver packages. */
  readonly root?: readonly string[];
  /** Captures of raw bytes that are played in place of devices. */
  readonly playback?: readonly string[];
  /** Only ModLink's own drivers may run. */
  readonly safeMode?: boolean;
}

/** What a command works with. */
export interface CommandContext {
  readonly globals: GlobalOptions;
  readonly output: Output;
  readonly interruption: Interruption;
}

/** What a command does; it gives an exit code where it is not 0, and throws what went wrong. */
export type CommandRun<Options> = (
  context: CommandContext,
  options: Options,
  ...operands: string[]
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands have nothing to give back.
) => Promise<ExitCode | void>;

/** Makes what commander calls of what a command does. */
export type Act = <Options extends object = object>(
  run: CommandRun<Options>,
  kind?: 'once' | 'live',
) => (...commanderArguments: unknown[]) => Promise<void>;

/** Adds a command to the program. */
export type AddCommand = (program: Command, act: Act) => void;

/** For options that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];
