import type { JsonObject, JsonValue } from '@modlink/sdk';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import { driverOrDevice } from '../host/host-policy.js';
import { openHost } from '../host/open-host.js';
import { mergeValues, parseAssignment } from '../host/setting-values.js';
import type { Output } from '../output/output.js';
import { flatRows, flatValue, valueText } from '../output/schema-words.js';
import { table } from '../output/table.js';
import { hostSchema } from './host-settings.js';

interface PolicyOptions {
  readonly set?: readonly string[];
  readonly reset?: boolean;
}

export const addPolicy: AddCommand = (program, act) => {
  program
    .command('policy <driver-or-device>')
    .description('show what is done about devices that go away or fall silent, or change it')
    .option('--set <key=value>', 'save a value (repeatable)', collect)
    .option('--reset', 'back to what holds otherwise, before anything that is set')
    .addHelpText(
      'after',
      `
Examples:
  modlink policy openbci-cyton                               for all devices of the driver
  modlink policy openbci-cyton --set reconnect.maxAttempts=100
  modlink policy openbci_cyton.01 --set reconnect.mode=off   for this device alone, on top of its driver's
  modlink policy openbci_cyton.01 --reset

What holds for all drivers is among the settings of the host: "modlink settings".`,
    )
    .action(act<PolicyOptions>(policy));
};

async function policy(
  { globals, output }: CommandContext,
  { set = [], reset = false }: PolicyOptions,
  id = '',
): Promise<void> {
  await using host = await openHost(globals);
  const { settings } = host;
  const { kind, driverId } = await driverOrDevice(host, id);
  const schema = policySchema();
  if (reset) await settings.changePolicy(kind, id, { reconnect: null, silence: null });
  if (set.length > 0) {
    const change = set.map((text) => parseAssignment(text, schema)).reduce(mergeValues, {});
    await settings.changePolicy(kind, id, change);
  }
  const { reconnect, silence } = settings.policies(driverId, kind === 'devices' ? id : undefined);
  const own = settings.ownPolicy(kind, id) as JsonObject;
  output.result({ id, policy: { reconnect, silence }, own }, () =>
    policyText(id, { reconnect: { ...reconnect }, silence: { ...silence } }, own, schema, output),
  );
}

/** The part of the host's settings that a driver or a device may have of its own. */
function policySchema(): JsonObject {
  const { properties } = hostSchema();
  const { reconnect = null, silence = null } = properties as JsonObject;
  return { type: 'object', properties: { reconnect, silence } as { [key: string]: JsonValue } };
}

function policyText(
  id: string,
  values: JsonObject,
  own: JsonObject,
  schema: JsonObject,
  { colors, columns }: Output,
): string {
  const rows = flatRows(schema).map(([key, _default, ...about]) => {
    const value = valueText(flatValue(values, key));
    const isOwn = flatValue(own, key) !== undefined;
    return [key, isOwn ? colors.bold(colors.cyan(value)) : value, isOwn ? id : 'all', ...about];
  });
  return table(['POLICY', 'VALUE', 'SET FOR', 'ALLOWED', 'WHAT'], rows, { columns, colors });
}
