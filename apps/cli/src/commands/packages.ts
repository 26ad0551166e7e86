import type { Host, PackageJob, PackageJobResult, PackageJobSnapshot } from '@modlink/host';
import { createLogUpdate } from 'log-update';
import { CliError } from '../cli-error.js';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import { openHost } from '../host/open-host.js';
import type { Output } from '../output/output.js';
import { pluralText } from '../output/quantities.js';
import { table } from '../output/table.js';

interface InstallOptions {
  readonly allowScripts?: readonly string[];
  readonly reinstall?: boolean;
}

interface UpdateOptions {
  readonly allowScripts?: readonly string[];
  readonly to?: string;
  readonly rebuild?: boolean;
}

/** The commands about driver packages that the user installs. */
export const addPackages: AddCommand = (program, act) => {
  program
    .command('install <package...>')
    .description('install driver packages, each in a folder of its own')
    .option('--allow-scripts <package>', 'let the install scripts of this package run (repeatable)', collect)
    .option('--reinstall', 'also when this very version is installed')
    .addHelpText(
      'after',
      `
Examples:
  modlink install muse                            the package of a driver, by its id
  modlink install modlink-driver-x@^1.2.0         a package of the registry, in a range
  modlink install ./modlink-driver-x-1.2.0.tgz    a packed package, a folder, or a bundle
  modlink install https://lab.example/x.tgz       a packed package of the web

A driver is code of whoever published it, and runs with your rights. It is started on trial before it takes its place;
install scripts are not run. Registry, proxy and credentials are those of your npm configuration.`,
    )
    .action(act<InstallOptions>(install));
  program
    .command('update [package...]')
    .description('bring installed packages to the newest version that fits; all of them when none is named')
    .option('--to <range>', 'this version, range or tag instead')
    .option('--rebuild', 'install the same version again, for this machine and this Node')
    .option('--allow-scripts <package>', 'let the install scripts of this package run (repeatable)', collect)
    .addHelpText(
      'after',
      `
Examples:
  modlink update
  modlink update modlink-driver-x --to 2.0.0-beta.1
  modlink update modlink-driver-x --rebuild       after the folder was moved to another machine

The version before stays for "modlink rollback". A version that does not start is not taken.`,
    )
    .action(act<UpdateOptions>(update));
  program
    .command('rollback <package>')
    .description('bring back the version of a package that ran before')
    .option('--without-trial', 'also when that version does not start')
    .addHelpText(
      'after',
      `
Examples:
  modlink rollback modlink-driver-x               once more, and the other version is back

The version before is started on trial first. One that does not start is not taken: the present one stays.`,
    )
    .action(
      act<{ readonly withoutTrial?: boolean }>(async (context, { withoutTrial }, name = '') =>
        work(context, [(host) => host.packages.rollback(name, { withoutTrial })], 'was brought back'),
      ),
    );
  program
    .command('remove <package...>')
    .description('remove installed packages')
    .action(
      act(async (context, _options, ...names) =>
        work(
          context,
          names.map((name) => (host: Host) => host.packages.remove(name)),
          'was removed',
          { nothing: 'It was gone already. The ids of its drivers are free for others now.' },
        ),
      ),
    );
  program.command('list').description('list the packages that you installed').action(act(list));
  program
    .command('outdated')
    .description('list installed packages of which there is a newer version')
    .action(act(outdated));
  program
    .command('bundle <package...>')
    .description('write packages, with all that they need, into one file for machines without a network')
    .requiredOption('--out <file>', 'the file, as in drivers.tgz')
    .addHelpText(
      'after',
      `
Examples:
  modlink bundle muse modlink-driver-x --out drivers.tgz
  modlink install ./drivers.tgz                   on the other machine`,
    )
    .action(act<{ readonly out: string }>(bundle));
};

function install(
  context: CommandContext,
  { allowScripts, reinstall }: InstallOptions,
  ...specs: string[]
): Promise<void> {
  const jobs = specs.map((spec) => (host: Host) => host.packages.install(spec, { allowScripts, reinstall }));
  return work(context, jobs, 'is installed', { next: 'Look for its devices: modlink search' });
}

async function update(
  context: CommandContext,
  { allowScripts, to: range, rebuild }: UpdateOptions,
  ...names: string[]
): Promise<void> {
  if (range !== undefined && (names.length !== 1 || rebuild)) {
    throw new CliError('WRONG_USAGE', '--to is for one package: name it, and leave out --rebuild.');
  }
  const updateOne = (name: string) => (host: Host) =>
    host.packages.update(name, { range, rebuild, allowScripts });
  if (names.length > 0) return work(context, names.map(updateOne), 'is installed');
  await using host = await openHost(context.globals);
  const installed = (await host.packages.list()).map(({ name }) => updateOne(name));
  await workWith(host, context, installed, 'is installed');
}

type StartJob = (host: Host) => PackageJob;

/** What is said beside the results. */
interface JobWords {
  /** Where there is none. */
  readonly nothing?: string;
  /** What to do next, before the id of a driver. */
  readonly next?: string;
}

async function work(
  context: CommandContext,
  jobs: readonly StartJob[],
  done: string,
  words?: JobWords,
): Promise<void> {
  await using host = await openHost(context.globals);
  await workWith(host, context, jobs, done, words);
}

/** One after the other: the first that fails ends it, and what was done before stays. */
async function workWith(
  host: Host,
  { output, interruption }: CommandContext,
  jobs: readonly StartJob[],
  done: string,
  { nothing = 'No package is installed.', next }: JobWords = {},
): Promise<void> {
  const packages: PackageJobResult[] = [];
  using progress = showProgress(host, output);
  for (const start of jobs) {
    interruption.signal.throwIfAborted();
    const job = start(host);
    const cancel = () => job.cancel();
    interruption.signal.addEventListener('abort', cancel, { once: true });
    packages.push(...(await job.done));
    interruption.signal.removeEventListener('abort', cancel);
  }
  progress.clear();
  output.result({ packages }, () =>
    packages.length === 0
      ? nothing
      : packages.flatMap((each) => [resultText(each, done, output), ...nextStep(each, next)]).join('\n'),
  );
}

function nextStep({ changed, driverIds }: PackageJobResult, next: string | undefined): string[] {
  return next === undefined || !changed ? [] : driverIds.map((driverId) => `  ${next} ${driverId}`);
}

function resultText(result: PackageJobResult, done: string, { colors }: Output): string {
  const { name, version, replaced, changed, driverIds, skippedScripts, deprecated, blocked } = result;
  const before = replaced === undefined || replaced === version ? '' : ` (before: ${replaced})`;
  const lines = [
    changed
      ? `${name}@${version} ${done}${before}.`
      : `${name}@${version} is installed already, and the newest that fits.`,
  ];
  if (changed && driverIds.length > 0) lines.push(`  ${colors.dim('drivers')} ${driverIds.join(', ')}`);
  if (skippedScripts.length > 0)
    lines.push(`  ${colors.dim('install scripts were not run of')} ${skippedScripts.join(', ')}`);
  if (deprecated !== undefined) lines.push(`  ${colors.yellow('deprecated by its author:')} ${deprecated}`);
  if (blocked !== undefined) lines.push(`  ${colors.red('blocked:')} ${blocked}`);
  return lines.join('\n');
}

const phaseWords: Record<string, string> = {
  wait: 'waiting for another installer',
  resolve: 'asking the registry',
  download: 'downloading',
  unpack: 'unpacking',
  check: 'checking',
  health: 'starting it on trial',
  swap: 'taking it over',
};

/** The step that a job is at, on a terminal; nothing elsewhere. */
function showProgress(host: Host, { terminal, colors }: Output): Disposable & { clear(): void } {
  if (terminal === undefined) return { clear() {}, [Symbol.dispose]() {} };
  const draw = createLogUpdate(terminal);
  const end = host.events.on('package-job', ({ job }) => draw(progressText(job, colors.dim)));
  const clear = () => {
    end();
    draw.clear();
    draw.done();
  };
  return { clear, [Symbol.dispose]: clear };
}

function progressText({ subject, progress }: PackageJobSnapshot, dim: (text: string) => string): string {
  const { phase = 'resolve', done, total } = progress ?? {};
  const amount = total === undefined ? '' : ` ${done} of ${pluralText(total, 'package')}`;
  return `${subject} ${dim(`${phaseWords[phase]}${amount} ...`)}`;
}

async function list({ globals, output }: CommandContext): Promise<void> {
  await using host = await openHost(globals);
  const packages = await host.packages.list();
  const { colors, columns } = output;
  output.result({ packages }, () => {
    if (packages.length === 0) return 'No package is installed. Find some: modlink drivers search';
    const rows = packages.map((each) => [
      each.name,
      each.version,
      each.driverIds.join(', '),
      `${each.source} ${each.source === 'bundle' ? '' : each.requested}`.trim(),
      each.previousVersion ?? '',
      each.blocked === undefined
        ? each.deprecated === undefined
          ? 'ok'
          : colors.yellow(`deprecated: ${each.deprecated}`)
        : colors.red(`blocked: ${each.blocked}`),
    ]);
    const headings = ['PACKAGE', 'VERSION', 'DRIVERS', 'FROM', 'BEFORE', 'STATE'];
    return table(headings, rows, { columns, colors });
  });
}

async function outdated({ globals, output, interruption }: CommandContext): Promise<void> {
  await using host = await openHost(globals);
  const installed = await host.packages.list();
  const packages = await host.packages.outdated({ signal: interruption.signal });
  const { colors, columns } = output;
  output.result({ packages }, () => {
    if (installed.length === 0) return 'No package is installed. Find some: modlink drivers search';
    if (packages.length === 0) return 'Every package is the newest.';
    const rows = packages.map(({ name, current, wanted = '', latest = '', deprecated, blocked, error }) => [
      name,
      current,
      wanted,
      latest,
      [
        blocked && colors.red(`blocked: ${blocked}`),
        deprecated && colors.yellow(`deprecated: ${deprecated}`),
        error && colors.yellow(error),
      ]
        .filter(Boolean)
        .join('; '),
    ]);
    const list = table(['PACKAGE', 'INSTALLED', 'UPDATE', 'LATEST', 'REMARKS'], rows, { columns, colors });
    const isBehind = packages.some(({ current, wanted }) => wanted !== undefined && wanted !== current);
    return isBehind ? `${list}\n\nUpdate all: modlink update` : list;
  });
}

async function bundle(
  { globals, output, interruption }: CommandContext,
  { out }: { readonly out: string },
  ...specs: string[]
): Promise<void> {
  await using host = await openHost(globals);
  const packages = await host.packages.bundle(specs, out, { signal: interruption.signal });
  output.result({ file: out, packages }, () => {
    const names = packages.map(({ name, version }) => `  ${name}@${version}`);
    return [`${out} holds all that these need:`, ...names, `Install it: modlink install ${out}`].join('\n');
  });
}
