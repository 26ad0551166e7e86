/** The check of a device command before it reaches its driver. */
import { type DeviceCommandInfo, type JsonObject, serializeError } from '@modlink/sdk';
import { HostError } from '../errors.js';
import { compileSettingsSchema } from '../settings/settings-schema.js';
import type { DeviceState } from './device-info.js';

/** What somebody wants of a device. */
export interface CommandWish {
  readonly deviceId: string;
  readonly driverId: string;
  readonly state: DeviceState;
  /** Those of the device. */
  readonly commands: readonly DeviceCommandInfo[];
  readonly name: string;
  readonly args: JsonObject;
}

/** A command that may run, with its arguments complete. */
export interface CommandCall {
  readonly command: DeviceCommandInfo;
  readonly args: JsonObject;
}

/** @throws {HostError} `UNKNOWN_COMMAND`, `COMMAND_NOT_NOW`, `INVALID_ARGUMENTS`, `DRIVER_RESULT_INVALID`. */
export function checkCommandCall({
  deviceId,
  driverId,
  state,
  commands,
  name,
  args,
}: CommandWish): CommandCall {
  const subject = { deviceId, driverId };
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    const known = commands.map((each) => each.name).join(', ') || 'none';
    throw new HostError(
      'UNKNOWN_COMMAND',
      `The device "${deviceId}" has no command "${name}"; it has: ${known}.`,
      { subject },
    );
  }
  const isStreaming = state === 'streaming';
  if ((command.when === 'idle' && isStreaming) || (command.when === 'streaming' && !isStreaming)) {
    const [only, first] = isStreaming ? ['does not stream', 'Stop'] : ['streams', 'Start'];
    throw new HostError(
      'COMMAND_NOT_NOW',
      `The command "${name}" of "${deviceId}" runs only while the device ${only}. ${first} streaming first.`,
      { subject },
    );
  }
  return { command, args: completeArguments(command, args, subject) };
}

function completeArguments(
  { name, arguments: schema }: DeviceCommandInfo,
  args: JsonObject,
  subject: { readonly deviceId: string; readonly driverId: string },
): JsonObject {
  let check: ReturnType<typeof compileSettingsSchema>;
  try {
    check = compileSettingsSchema(schema);
  } catch (cause) {
    throw new HostError(
      'DRIVER_RESULT_INVALID',
      `The arguments of the command "${name}" are described by a schema that cannot be used: ` +
        `${serializeError(cause).message}. Install another version of the driver "${subject.driverId}".`,
      { cause, subject },
    );
  }
  const { values, problems } = check(args);
  if (values !== undefined) return values;
  const lines = problems.map(({ at, message }) => `\n  ${at || 'arguments'}: ${message}`);
  throw new HostError(
    'INVALID_ARGUMENTS',
    `The arguments of the command "${name}" of "${subject.deviceId}" do not fit its schema:${lines.join('')}`,
    { subject },
  );
}
