import type { JsonObject } from '@modlink/sdk';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import { openHost } from '../host/open-host.js';
import { mergeValues, parseAssignment, settingsSchemaOf } from '../host/setting-values.js';
import type { Output } from '../output/output.js';
import { propertyOf, propertyRows, valueText } from '../output/schema-words.js';
import { table } from '../output/table.js';
import { hostSettings, type SettingsChoice } from './host-settings.js';

export const addSettings: AddCommand = (program, act) => {
  program
    .command('settings [driver]')
    .description('show the settings of the host or of a driver, or change them')
    .option('--set <key=value>', 'save a value (repeatable)', collect)
    .option('--reset', 'back to the defaults, before anything that is set')
    .addHelpText(
      'after',
      `
Examples:
  modlink settings                                    those of the host: folder, pre-roll, compression, reconnecting ...
  modlink settings --set preRollMs=10000              recordings begin 10 s before they are started
  modlink settings --set reconnect.mode=off
  modlink settings synthetic                          every setting: value, default, what is allowed
  modlink settings synthetic --set eegChannels=16     save a value for all later runs
  modlink settings synthetic --reset                  back to the defaults

For one recording alone, give --set to "modlink record" instead. A key with points leads into an object: filter.cutoffHz=30.`,
    )
    .action(act<SettingsChoice>(settings));
};

async function settings(context: CommandContext, options: SettingsChoice, driverId?: string): Promise<void> {
  if (driverId === undefined) return hostSettings(context, options);
  const { globals, output } = context;
  const { set = [], reset = false } = options;
  await using host = await openHost(globals);
  const { drivers } = host;
  const schema = settingsSchemaOf(drivers, driverId);
  if (reset) await drivers.setSettings(driverId, {});
  if (set.length > 0) {
    const saved = withoutDefaults(await drivers.settings(driverId), schema);
    const values = set
      .map((assignment) => parseAssignment(assignment, schema))
      .reduce((before, value) => mergeValues(before, value), saved);
    await drivers.setSettings(driverId, values);
  }
  const values = await drivers.settings(driverId);
  output.result({ driverId, values, schema }, () => settingsText(driverId, values, schema, output));
}

/** What is saved keeps to what differs from the defaults, so that a newer driver may have other ones. */
function withoutDefaults(values: JsonObject, schema: JsonObject | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(propertyOf(schema, key).default),
    ),
  );
}

function settingsText(
  driverId: string,
  values: JsonObject,
  schema: JsonObject | undefined,
  output: Output,
): string {
  const { colors, columns } = output;
  const properties = propertyRows(schema);
  const [first] = properties;
  if (first === undefined) return `The driver ${driverId} has no settings.`;
  const rows = properties.map(([key, byDefault, ...about]) => {
    const value = valueText(values[key]);
    return [key, value === byDefault ? value : colors.bold(colors.cyan(value)), byDefault, ...about];
  });
  const list = table(['SETTING', 'VALUE', 'DEFAULT', 'ALLOWED', 'WHAT'], rows, { columns, colors });
  return `${list}\n\nChange one with: modlink settings ${driverId} --set ${first[0]}=<value>`;
}
