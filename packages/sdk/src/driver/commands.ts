/**
 * Device commands: what can be done with a connected device beside streaming, such as measuring impedances, setting one
 * channel, or switching a light on. A driver declares them with their arguments, so that hosts can make a form of each.
 */
import { z } from 'zod';
import { DriverError } from '../errors.js';
import { issueText } from '../issue-text.js';
import { isJsonValue, type JsonObject, type JsonValue } from '../json.js';
import type { Awaitable, ControlOptions, Driver } from './driver.js';

/** When a command may run: at any time while connected, only while it does not stream, or only while it does. */
export const commandTimes = ['connected', 'idle', 'streaming'] as const;
/** One of {@link commandTimes}. */
export type CommandTime = (typeof commandTimes)[number];

/** A command as a driver declares it. */
export interface DeviceCommand {
  /** What people read on a button: `Measure impedances`. */
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly description?: string | undefined;
  /**
   * A JSON Schema (draft 2020-12) of type object. The host fills in its defaults and checks the arguments before `run`
   * gets them. Absent for a command without arguments.
   */
  readonly arguments?: JsonObject | undefined;
  /** A JSON Schema of what `run` gives, for those who show it. */
  readonly result?: JsonObject | undefined;
  /** `'connected'` when absent: also while it streams. */
  readonly when?: CommandTime | undefined;
  /** What people are asked before it runs, where it cannot be undone: `Erase the memory card?` */
  readonly confirm?: string | undefined;
  /** How long it may take, in milliseconds. When absent the host decides: 30 s, unless it was told otherwise. */
  readonly timeoutMs?: number | undefined;
  /**
   * Does it: on the driver's own thread, never at the same time as another control method.
   * @param args - complete and valid by `arguments`.
   * @returns JSON, or nothing.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function without a return statement is to be accepted.
  run(args: JsonObject, options: ControlOptions): Awaitable<JsonValue | void>;
}

/** The commands of a driver by their names: lower-case words joined by hyphens, as in `test-signal`. */
export type DeviceCommands = Readonly<Record<string, DeviceCommand>>;

const commandName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a command is named in lower-case words joined by hyphens');
const objectSchema = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && 'type' in value && value.type === 'object',
  'a JSON Schema with "type": "object"',
);
const json = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && isJsonValue(value),
  'a JSON Schema: plain JSON',
);
const commandFields = z.object({
  title: z.string().trim().min(1, 'people need a title to read'),
  description: z.string().optional(),
  arguments: objectSchema.and(json).default({ type: 'object', additionalProperties: false }),
  result: json.optional(),
  when: z.enum(commandTimes).default('connected'),
  confirm: z.string().min(1).optional(),
  timeoutMs: z.number().positive().optional(),
});
const commandsSchema = z.record(
  commandName,
  commandFields.extend({ run: z.custom((value) => typeof value === 'function', 'a function') }),
);

/** A command as others see it: JSON, complete. */
export interface DeviceCommandInfo {
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly arguments: JsonObject;
  readonly result?: JsonObject | undefined;
  readonly when: CommandTime;
  readonly confirm?: string | undefined;
  /** The host's own limit when absent. */
  readonly timeoutMs?: number | undefined;
}

/** What of a driver concerns its commands: the same whatever it types its results and settings with. */
export type CommandedDriver = Pick<Driver, 'commands'>;

/**
 * What a driver's commands are now. A driver that was written before there were commands has none.
 * @throws {DriverError} `INVALID_COMMAND` that names everything that is wrong.
 */
export function describeCommands(driver: CommandedDriver): readonly DeviceCommandInfo[] {
  const parsed = commandsSchema.safeParse(commandsOf(driver));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'commands'}: ${issueText(issue)}`,
    );
    throw new DriverError(
      'INVALID_COMMAND',
      `The commands of ${driver.constructor.name} are not valid: ${problems.join('; ')}.`,
      { cause: parsed.error },
    );
  }
  return Object.entries(parsed.data).map(([name, { run: _, ...facts }]) => ({ name, ...facts }));
}

/**
 * Runs one of a driver's commands. Arguments and state are the caller's to check: a host does.
 * @returns what the command gave; `null` for nothing.
 * @throws {DriverError} `UNKNOWN_COMMAND`; `INVALID_COMMAND` when it gave something that is not JSON; and what it threw.
 */
export async function runCommand(
  driver: CommandedDriver,
  name: string,
  args: JsonObject,
  options: ControlOptions,
): Promise<JsonValue> {
  const commands = commandsOf(driver);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new DriverError(
      'UNKNOWN_COMMAND',
      `${driver.constructor.name} has no command "${name}"; it has: ${Object.keys(commands).join(', ') || 'none'}.`,
    );
  }
  const result = (await command.run(args, options)) ?? null;
  if (isJsonValue(result)) return result;
  throw new DriverError(
    'INVALID_COMMAND',
    `The command "${name}" of ${driver.constructor.name} gave something that is not JSON.`,
  );
}

function commandsOf(driver: Partial<CommandedDriver>): DeviceCommands {
  return driver.commands?.() ?? {};
}
