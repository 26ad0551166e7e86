import type { AllowList, Diagnostic, Host, ListedDriver } from '@modlink/host';
import wrapAnsi from 'wrap-ansi';
import { CliError } from '../cli-error.js';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import { openHost } from '../host/open-host.js';
import type { Output } from '../output/output.js';
import { table } from '../output/table.js';
import { addRegistryDrivers } from './registry-drivers.js';

export const addDrivers: AddCommand = (program, act) => {
  const drivers = program
    .command('drivers')
    .description('list the installed drivers, and what is wrong with those that cannot be used')
    .addHelpText(
      'after',
      `
Examples:
  modlink drivers                          all drivers: version, where they come from, whether they can run
  modlink drivers search heart rate        find drivers that can be installed
  modlink drivers suggest                  find drivers for what is plugged in
  modlink drivers --root ./my-driver       with a driver package that is being written
  modlink drivers disable synthetic        leave a driver out of every search
  modlink drivers enable synthetic         and take it in again
  modlink drivers allow --driver synthetic --package modlink-driver-x
                                           from now on nothing else may run; "allow --all" lifts it
  modlink drivers assign my-amp modlink-driver-my-amp
                                           where two packages have a driver of this id, this one is used
  modlink drivers --safe-mode              see what is left when only ModLink's own drivers may run`,
    )
    .action(act(listDrivers));
  addRegistryDrivers(drivers, act);
  drivers
    .command('enable <id>')
    .description('let a driver be used again')
    .action(act((context, _options, driverId = '') => chooseDriver(context, driverId, true)));
  drivers
    .command('disable <id>')
    .description('keep a driver from being used')
    .action(act((context, _options, driverId = '') => chooseDriver(context, driverId, false)));
  drivers
    .command('allow')
    .description('show or set which drivers may run at all')
    .option('--driver <id>', 'this driver may run (repeatable)', collect)
    .option('--package <name>', 'the drivers of this package may run (repeatable)', collect)
    .option('--all', 'all drivers may run')
    .action(act<AllowOptions>(allowDrivers));
  drivers
    .command('assign <id> <package>')
    .description('give a driver id to a package, where several have it or another had it before')
    .action(
      act((context, _options, driverId = '', packageName = '') =>
        assignDriver(context, driverId, packageName),
      ),
    );
};

interface AllowOptions {
  readonly driver?: readonly string[];
  readonly package?: readonly string[];
  readonly all?: boolean;
}

async function listDrivers({ globals, output }: CommandContext): Promise<void> {
  await using host = await openHost(globals);
  output.result(driversDocument(host), () => driversText(host, output));
}

async function chooseDriver(
  { globals, output }: CommandContext,
  driverId: string,
  enabled: boolean,
): Promise<void> {
  await using host = await openHost(globals);
  if (enabled) await host.drivers.enable(driverId);
  else await host.drivers.disable(driverId);
  output.result(
    { driverId, enabled },
    () => `The driver ${driverId} is ${enabled ? 'enabled' : 'disabled'}.`,
  );
}

async function allowDrivers(
  { globals, output }: CommandContext,
  { driver: drivers, package: packages, all = false }: AllowOptions,
): Promise<void> {
  const isChosen = drivers !== undefined || packages !== undefined;
  if (all && isChosen) {
    throw new CliError('WRONG_USAGE', '--all lets every driver run: give it without --driver and --package.');
  }
  await using host = await openHost(globals);
  if (all) await host.drivers.setAllowList(undefined);
  if (isChosen)
    await host.drivers.setAllowList({ ...(drivers && { drivers }), ...(packages && { packages }) });
  const allowList = host.drivers.allowList();
  output.result({ allowList: allowList ?? null }, () => allowListText(allowList));
}

function allowListText(allowList: AllowList | undefined): string {
  if (allowList === undefined) return 'All drivers may run.';
  const names = [
    ...(allowList.drivers ?? []).map((driverId) => `  driver ${driverId}`),
    ...(allowList.packages ?? []).map((name) => `  package ${name}`),
  ];
  return ['Only these may run:', ...names].join('\n');
}

async function assignDriver(
  { globals, output }: CommandContext,
  driverId: string,
  name: string,
): Promise<void> {
  await using host = await openHost(globals);
  await host.drivers.assign(driverId, name);
  output.result({ driverId, package: name }, () => `The driver ${driverId} is that of the package ${name}.`);
}

function driversDocument(host: Host): object {
  return {
    drivers: host.drivers.list().map((driver) => ({
      driverId: driver.driverId,
      displayName: driver.displayName,
      description: driver.description,
      package: driver.packageName,
      version: driver.packageVersion,
      source: driver.source,
      path: driver.path,
      providers: driver.providers,
      transports: driver.transports,
      isolation: driver.runsIn,
      status: statusOf(driver),
      disabledBy: driver.disabledBy,
    })),
    diagnostics: host.drivers.diagnostics(),
  };
}

const statusOf = ({ status, enabled }: ListedDriver): 'ok' | 'disabled' | 'blocked' =>
  status === 'blocked' ? 'blocked' : enabled ? 'ok' : 'disabled';

function driversText(host: Host, output: Output): string {
  const { colors, columns } = output;
  const drivers = host.drivers.list();
  const diagnostics = host.drivers.diagnostics();
  const paint = { ok: colors.green, disabled: colors.yellow, blocked: colors.red };
  const rows = drivers.map((driver) => {
    const status = statusOf(driver);
    return [
      driver.driverId,
      driver.displayName,
      driver.packageVersion,
      driver.rootLabel,
      driver.runsIn,
      paint[status](driver.disabledBy === undefined ? status : `${status} (${driver.disabledBy})`),
    ];
  });
  const list =
    rows.length === 0
      ? 'No driver is installed.'
      : table(['DRIVER', 'NAME', 'VERSION', 'FROM', 'RUNS IN', 'STATUS'], rows, { columns, colors });
  const said = diagnostics.map((diagnostic) => diagnosticText(diagnostic, output));
  return [list, ...said].join('\n\n');
}

/** What the discovery says about a package: kind and code, then the message, which ends with the remedy, and the place. */
function diagnosticText({ severity, code, message, path }: Diagnostic, output: Output): string {
  const { colors, columns } = output;
  const paint = severity === 'error' ? colors.red : colors.yellow;
  const text = [message, colors.dim(path)].flatMap((part) =>
    wrapAnsi(part, Math.max(columns - 4, 20)).split('\n'),
  );
  return [`${paint(severity)} ${code}`, ...text.map((line) => `  ${line}`)].join('\n');
}
