/** The command line of `create-modlink-driver`. */
import { parseArgs } from 'node:util';
import { serializeError } from '@modlink/sdk';
import { basesOf, licenses, packageManagers, transports } from './choices.js';
import type { DriverAnswers } from './driver-plan.js';
import { wrongUsage } from './errors.js';
import { streamExample, streamForm } from './stream-plan.js';

/** What the flags say. */
export interface Flags {
  readonly answers: DriverAnswers;
  /** Asks nothing: what is not given gets its default. */
  readonly yes: boolean;
  /** Installs the dependencies; asked when absent. */
  readonly install: boolean | undefined;
  readonly git: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

const options = {
  name: { type: 'string' },
  scope: { type: 'string' },
  id: { type: 'string' },
  'display-name': { type: 'string' },
  transport: { type: 'string' },
  base: { type: 'string' },
  stream: { type: 'string', multiple: true },
  usb: { type: 'string' },
  'ble-service': { type: 'string' },
  license: { type: 'string' },
  author: { type: 'string' },
  'package-manager': { type: 'string' },
  yes: { type: 'boolean', short: 'y', default: false },
  install: { type: 'boolean' },
  git: { type: 'boolean', default: true },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** @throws {CreateDriverError} `WRONG_USAGE` */
export function parseFlags(args: readonly string[]): Flags {
  const { values, positionals } = parse(args);
  if (positionals.length > 1)
    throw wrongUsage(`One folder was expected, not ${positionals.length}: ${positionals.join(', ')}.`);
  return {
    answers: {
      folder: positionals[0],
      name: values.name,
      scope: values.scope,
      driverId: values.id,
      displayName: values['display-name'],
      transport: values.transport,
      base: values.base,
      streams: values.stream,
      usb: values.usb,
      bleService: values['ble-service'],
      license: values.license,
      author: values.author,
      packageManager: values['package-manager'],
    },
    yes: values.yes,
    install: values.install,
    git: values.git,
    json: values.json,
    help: values.help,
    version: values.version,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw wrongUsage(`${serializeError(error).message}. Add --help to see what there is.`);
  }
}

export const helpText = `Makes a ModLink driver package that builds, is tested without hardware, and can be published.

npm create modlink-driver [folder] -- [flags]
pnpm create modlink-driver [folder] [flags]

What is not given is asked; where nobody can be asked (no terminal, or --yes) it gets its default.

  --name <package>          the name on npm; modlink-driver-<folder> when absent
  --scope <scope>           before the name: my-lab makes @my-lab/...
  --id <id>                 the driver's id: lower-case words joined by hyphens
  --display-name <text>     what people read
  --transport <kind>        ${transports.join(', ')}
  --base <kind>             ${transports.map((each) => `${each}: ${basesOf(each).join(', ')}`).join('; ')}
  --stream <text>           ${streamForm}, repeatable: ${streamExample}
                            kinds: signal (size: channels), raster (length of a line),
                            field and video (height x width); the rate in hertz, or irregular
  --usb <vendor:product>    by which a serial or HID device is recognized: 1209:0001
  --ble-service <uuid>      by which a Bluetooth device is recognized
  --license <name>          ${licenses.join(', ')}
  --author <name>           for the MIT licence; git's user.name when absent
  --package-manager <name>  ${packageManagers.join(', ')}; the one that runs this when absent
  --install, --no-install   install the dependencies at once, or not
  --no-git                  make no git repository
  --yes, -y                 ask nothing
  --json                    print what was made as JSON, and ask nothing
  --version, --help

The driver is written in TypeScript: there is no template in another language.`;
