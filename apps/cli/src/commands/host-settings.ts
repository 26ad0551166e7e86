/** `modlink settings` without a driver: the settings of the host itself. */
import { hostValueEffects, hostValuesJsonSchema } from '@modlink/host';
import type { JsonObject } from '@modlink/sdk';
import type { CommandContext } from '../command-context.js';
import { openHost } from '../host/open-host.js';
import { mergeValues, parseAssignment } from '../host/setting-values.js';
import type { Output } from '../output/output.js';
import { flatRows, flatValue, valueText } from '../output/schema-words.js';
import { table } from '../output/table.js';

export interface SettingsChoice {
  readonly set?: readonly string[];
  readonly reset?: boolean;
}

export const hostSchema = (): JsonObject => hostValuesJsonSchema() as JsonObject;

export async function hostSettings(
  { globals, output }: CommandContext,
  { set = [], reset = false }: SettingsChoice,
): Promise<void> {
  await using host = await openHost(globals);
  const { settings } = host;
  const schema = hostSchema();
  if (reset) {
    const names = Object.keys(hostValueEffects);
    await settings.change(Object.fromEntries(names.map((name) => [name, null])));
  }
  if (set.length > 0) {
    const change = set.map((text) => parseAssignment(text, schema)).reduce(mergeValues, {});
    await settings.change(change);
  }
  const { saved, defaults } = settings;
  const values = { ...settings.current };
  output.result({ values, defaults, saved, takesEffect: hostValueEffects, schema }, () =>
    settingsText(values as unknown as JsonObject, defaults as unknown as JsonObject, schema, output),
  );
}

const effectWords = {
  'at-once': 'at once',
  'next-recording': 'next recording',
  'next-connection': 'next connection',
  'next-start': 'next start',
} as const;

function settingsText(
  values: JsonObject,
  defaults: JsonObject,
  schema: JsonObject,
  { colors, columns }: Output,
): string {
  const effects: Readonly<Record<string, keyof typeof effectWords>> = hostValueEffects;
  const rows = flatRows(schema).map(([key, _default, allowed, about]) => {
    const value = valueText(flatValue(values, key));
    const byDefault = valueText(flatValue(defaults, key));
    const effect = effects[key.split('.')[0] ?? ''];
    return [
      key,
      value === byDefault ? value : colors.bold(colors.cyan(value)),
      byDefault,
      allowed,
      effect === undefined ? '' : effectWords[effect],
      about,
    ];
  });
  const heads = ['SETTING', 'VALUE', 'DEFAULT', 'ALLOWED', 'COUNTS FROM', 'WHAT'];
  const list = table(heads, rows, { columns, colors });
  return `${list}\n\nChange one with: modlink settings --set preRollMs=10000\nThose of a driver: modlink settings <driver>`;
}
