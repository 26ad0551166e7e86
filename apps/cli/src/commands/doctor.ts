import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { diagnosticBundle, type Host, modlinkHome } from '@modlink/host';
import { CliError } from '../cli-error.js';
import type { AddCommand, CommandContext } from '../command-context.js';
import { checkBluetooth, checkHid, checkMedia } from '../doctor/devices.js';
import { type Finding, ok, problem, warning } from '../doctor/finding.js';
import { checkFfmpeg, checkNode, checkSpace, checkWritable } from '../doctor/machine.js';
import { checkSerial } from '../doctor/serial.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { openHost } from '../host/open-host.js';
import { findingsText, problemsIn } from '../output/findings-text.js';
import { pluralText } from '../output/quantities.js';

interface DoctorOptions {
  readonly bundle?: string;
}

export const addDoctor: AddCommand = (program, act) => {
  program
    .command('doctor')
    .description('check this machine: Node.js, ports, Bluetooth, cameras, folders, drivers')
    .option('--bundle <file>', 'also write a zip for a bug report, without passwords and tokens')
    .addHelpText(
      'after',
      `
Each line is ok, a warning (something may not work) or a problem (it does not), with what to do about it.
Ends with exit code 1 when there is a problem.

With --bundle <file>.zip it writes what helps with a bug report: versions, facts of the system, drivers, settings without secrets,
what befell drivers and devices, and these checks. Look at it before you send it.`,
    )
    .action(act<DoctorOptions>(doctor));
};

async function doctor({ globals, output }: CommandContext, { bundle }: DoctorOptions): Promise<ExitCode> {
  const settingsProblems: string[] = [];
  await using host = await openHost(globals, {
    onEvent: (event) => {
      if (event.type === 'settings-problem') settingsProblems.push(event.message);
    },
  });
  const groups = await Promise.all([
    checkNode(),
    checkSerial(),
    checkHid(),
    checkBluetooth(),
    checkFfmpeg(),
    checkMedia(),
    checkWritable('ModLink folder', resolve(globals.home ?? modlinkHome()), '--home or MODLINK_HOME'),
    checkWritable(
      'Recordings folder',
      host.recordings.folder,
      '"modlink settings --set recordingsFolder=<folder>"',
    ),
    checkSpace(host.recordings.folder),
    driverFindings(host),
    settingsProblems.map((message) =>
      warning('Settings', message, 'Correct the file, or set the values again.'),
    ),
  ]);
  const findings = groups.flat();
  if (bundle !== undefined) await writeBundle(host, bundle, findings);
  const written = bundle === undefined ? '' : `\nWritten for a bug report: ${bundle}`;
  output.result(
    { findings, problems: problemsIn(findings), ...(bundle !== undefined && { bundle }) },
    () => findingsText(findings, output) + written,
  );
  return problemsIn(findings) > 0 ? exitCodes.failure : exitCodes.ok;
}

/** @throws {CliError} `WRONG_USAGE` where it cannot be written. */
async function writeBundle(host: Host, path: string, findings: readonly Finding[]): Promise<void> {
  const bytes = await diagnosticBundle(host, { more: { doctor: { findings } } });
  try {
    await writeFile(resolve(path), bytes);
  } catch (error) {
    throw new CliError(
      'WRONG_USAGE',
      `The bundle cannot be written to ${path}: ${(error as Error).message}. Choose another file.`,
      { cause: error },
    );
  }
}

function driverFindings({ drivers }: Host): Finding[] {
  const installed = drivers.list();
  const usable = drivers.startable().map(({ driverId }) => driverId);
  const summary =
    usable.length > 0
      ? ok(
          'Drivers',
          `${usable.length} of ${pluralText(installed.length, 'driver')} can run: ${usable.join(', ')}`,
        )
      : warning('Drivers', 'none can run', 'Install one, or enable one: see "modlink drivers".');
  const said = drivers.diagnostics().map(({ severity, code, message, path }): Finding => {
    const make = severity === 'error' ? problem : warning;
    return make(code, message, `See ${path}`);
  });
  return [summary, ...said];
}
