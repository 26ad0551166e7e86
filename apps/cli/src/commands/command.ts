import type { Device } from '@modlink/host';
import type { DeviceCommandInfo, JsonObject, JsonValue } from '@modlink/sdk';
import { CliError } from '../cli-error.js';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import { findDevices } from '../host/choose-devices.js';
import { mergeValues, openHostWithSettings, parseAssignment } from '../host/setting-values.js';
import type { Output } from '../output/output.js';
import { propertyRows } from '../output/schema-words.js';
import { table } from '../output/table.js';

interface CommandOptions {
  readonly device?: readonly string[];
  readonly arg?: readonly string[];
  readonly set?: readonly string[];
  readonly yes?: boolean;
}

export const addCommand: AddCommand = (program, act) => {
  program
    .command('command <driver> [name]')
    .description('run a command of a device: measure impedances, read its registers; or list what there is')
    .option('--device <text>', 'the device that has this text in title, details or identity', collect)
    .option('--arg <key=value>', 'an argument of the command (repeatable)', collect)
    .option('--set <key=value>', 'a setting of the driver, for this time only (repeatable)', collect)
    .option('--yes', 'run also what asks before it does something')
    .addHelpText(
      'after',
      `
Examples:
  modlink command synthetic --device eeg                        what can be done with it
  modlink command synthetic mark --device eeg --arg label=now
  modlink command openbci-cyton registers --set port=/dev/ttyUSB0

It connects the device, runs the command, prints what it gave as JSON, and disconnects. What a command sets holds only while
the device is connected: what must last is a setting.`,
    )
    .action(act<CommandOptions>(command));
};

async function command(
  { globals, output, interruption }: CommandContext,
  { device: matches = [], arg = [], set = [], yes = false }: CommandOptions,
  driverId = '',
  name?: string,
): Promise<void> {
  const { signal } = interruption;
  await using host = await openHostWithSettings(globals, [driverId], set, {
    onEvent: (event) => {
      if (event.type === 'report') output.note(event.message);
    },
    reconnect: { mode: 'off' },
  });
  const [found] = await findDevices(host, { driverIds: [driverId], matches, otherwise: 'one' }, signal);
  // findDevices throws where there is none.
  if (found === undefined) return;
  const device = await host.connect(found, { signal });
  const { commands, deviceId } = device.info();
  if (name === undefined) {
    output.result({ deviceId, commands }, () => listText(device, output));
    return;
  }
  const chosen = commands.find((each) => each.name === name);
  if (chosen?.confirm !== undefined && !yes) throw wantsYes(chosen);
  const args = arg
    .map((assignment) => parseAssignment(assignment, chosen?.arguments, '--arg'))
    .reduce<JsonObject>(mergeValues, {});
  if (chosen?.when === 'streaming') await device.startStreaming(signal);
  const result = await host.runCommand(deviceId, name, args, { signal });
  output.result({ deviceId, command: name, result }, () => resultText(name, result));
}

function wantsYes({ name, confirm }: DeviceCommandInfo): CliError {
  return new CliError(
    'WRONG_USAGE',
    `The command "${name}" asks: ${confirm} If so, run it again with --yes.`,
  );
}

function listText(device: Device, { colors, columns }: Output): string {
  const { commands, title, driverId } = device.info();
  if (commands.length === 0) return `${title} has no commands.`;
  const parts = commands.map((each) => {
    const when = { connected: '', idle: ' (while it does not stream)', streaming: ' (while it streams)' };
    const head = `${colors.bold(each.name)}  ${each.title}${colors.dim(when[each.when])}`;
    const rows = propertyRows(each.arguments);
    const args =
      rows.length > 0 ? [table(['ARGUMENT', 'DEFAULT', 'ALLOWED', 'WHAT'], rows, { columns, colors })] : [];
    return [head, ...(each.description === undefined ? [] : [each.description]), ...args].join('\n');
  });
  return `${parts.join('\n\n')}\n\nRun one with: modlink command ${driverId} ${commands[0]?.name} --arg <key=value>`;
}

function resultText(name: string, result: JsonValue): string {
  if (result === null) return `${name}: done.`;
  return typeof result === 'string' ? result : JSON.stringify(result, undefined, 2);
}
