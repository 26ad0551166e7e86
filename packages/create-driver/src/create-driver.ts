/** What the program does, from the command line to the new package. */
import { execFile, spawn } from 'node:child_process';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import { confirm, intro, isCancel, note, outro } from '@clack/prompts';
import { type DriverPlan, planDriver } from './driver-plan.js';
import { CreateDriverError } from './errors.js';
import type { Flags } from './flags.js';
import { generateDriver, requireEmpty } from './generate.js';
import { askForPlan } from './questions.js';
import { lookAround, type Surroundings } from './surroundings.js';

/** Where the program runs. */
export interface Terminal {
  readonly workingFolder: string;
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean;
  /** Of the package manager that started the program. */
  readonly userAgent: string | undefined;
  print(text: string): void;
}

/**
 * Makes a driver as the flags say; what they leave open is asked, or gets its default.
 * @throws {CreateDriverError}
 */
export async function createDriver(flags: Flags, terminal: Terminal): Promise<void> {
  const asks = terminal.isInteractive && !flags.yes && !flags.json;
  if (asks) intro('A new ModLink driver, in TypeScript');
  const { workingFolder, userAgent } = terminal;
  const defaults = {
    workingFolder,
    author: await gitUserName(),
    packageManager: (await lookAround(workingFolder, userAgent)).packageManager,
  };
  const asked = asks ? await askForPlan(flags.answers, defaults) : planDriver(flags.answers, defaults);
  const surroundings = await lookAround(asked.folder, userAgent);
  const { packageManager } = flags.answers.packageManager === undefined ? surroundings : asked;
  const plan: DriverPlan = { ...asked, packageManager };
  await requireEmpty(plan.folder);
  const files = await generateDriver(plan, surroundings.workspace);
  if (flags.git && !surroundings.isInGit && surroundings.workspace === undefined)
    await startRepository(plan.folder);
  const install = flags.install ?? (asks && (await askToInstall(plan)));
  if (install) await run(plan.packageManager, ['install'], plan.folder);
  report(plan, surroundings, files, { flags, terminal, asks, install });
}

async function askToInstall({ packageManager }: DriverPlan): Promise<boolean> {
  const answer = await confirm({ message: `Install the dependencies now, with ${packageManager}?` });
  return isCancel(answer) ? false : answer;
}

interface Report {
  readonly flags: Flags;
  readonly terminal: Terminal;
  readonly asks: boolean;
  readonly install: boolean;
}

function report(
  plan: DriverPlan,
  { workspace }: Surroundings,
  files: readonly string[],
  { flags, terminal, asks, install }: Report,
): void {
  const { folder, packageName, driverId, packageManager } = plan;
  if (flags.json) {
    const document = { folder, package: packageName, driverId, packageManager, files, installed: install };
    terminal.print(JSON.stringify({ ...document, workspace: workspace?.folder }, null, 2));
    return;
  }
  const way = relative(terminal.workingFolder, folder);
  const steps = [
    ...(way === '' ? [] : [/\s/.test(way) ? `cd "${way}"` : `cd ${way}`]),
    ...(install ? [] : [`${packageManager} install`]),
    `${packageManager} test`,
    `${packageManager} run dev`,
  ];
  const place = workspace === undefined ? '' : `\nIt is for the workspace in ${workspace.folder}.`;
  const made = `${packageName} is in ${folder}: ${files.length} files.${place}`;
  if (asks) {
    note(steps.join('\n'), 'Next');
    outro(made);
  } else {
    terminal.print([made, 'Next:', ...steps.map((step) => `  ${step}`)].join('\n'));
  }
}

async function gitUserName(): Promise<string> {
  return promisify(execFile)('git', ['config', 'user.name']).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

/** Without git there is no repository; the package is whole all the same. */
async function startRepository(folder: string): Promise<void> {
  await promisify(execFile)('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder }).catch(
    () => {},
  );
}

/** @throws {CreateDriverError} `COMMAND_FAILED` */
function run(command: string, args: readonly string[], folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string) =>
      reject(
        new CreateDriverError(
          'COMMAND_FAILED',
          `"${command} ${args.join(' ')}" in ${folder} failed: ${reason}. The package is made; run it there once more.`,
          { subject: { path: folder } },
        ),
      );
    // On Windows package managers are scripts of the shell.
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => failed(error.message));
    child.on('close', (code, signal) => (code === 0 ? resolve() : failed(`it ended with ${signal ?? code}`)));
  });
}
