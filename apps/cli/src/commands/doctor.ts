import { resolve } from 'node:path';
import { defaultRecordingFolder, type Host, modlinkHome } from '@modlink/host';
import wrapAnsi from 'wrap-ansi';
import type { AddCommand, CommandContext } from '../command-context.js';
import { checkBluetooth, checkHid, checkMedia } from '../doctor/devices.js';
import { type Finding, ok, problem, warning } from '../doctor/finding.js';
import { checkFfmpeg, checkNode, checkSpace, checkWritable } from '../doctor/machine.js';
import { checkSerial } from '../doctor/serial.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { openHost } from '../host/open-host.js';
import type { Output } from '../output/output.js';
import { pluralText } from '../output/quantities.js';

export const addDoctor: AddCommand = (program, act) => {
  program
    .command('doctor')
    .description('check this machine: Node.js, ports, Bluetooth, cameras, folders, drivers')
    .addHelpText(
      'after',
      `
Each line is ok, a warning (something may not work) or a problem (it does not), with what to do about it.
Ends with exit code 1 when there is a problem.`,
    )
    .action(act(doctor));
};

async function doctor({ globals, output }: CommandContext): Promise<ExitCode> {
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
    checkWritable('Recordings folder', defaultRecordingFolder(), '--out'),
    checkSpace(defaultRecordingFolder()),
    driverFindings(host),
    settingsProblems.map((message) =>
      warning('Settings', message, 'Correct the file, or set the values again.'),
    ),
  ]);
  const findings = groups.flat();
  output.result({ findings, problems: problemsIn(findings) }, () => doctorText(findings, output));
  return problemsIn(findings) > 0 ? exitCodes.failure : exitCodes.ok;
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
    return make(code, message, `It is about ${path}.`);
  });
  return [summary, ...said];
}

const problemsIn = (findings: readonly Finding[]): number =>
  findings.filter(({ level }) => level === 'problem').length;

function doctorText(findings: readonly Finding[], { colors, columns }: Output): string {
  const paint = { ok: colors.green, warning: colors.yellow, problem: colors.red };
  const labelWidth = Math.max(...findings.map(({ check }) => check.length));
  const indent = 9 + labelWidth + 2;
  const lines = findings.map(({ check, level, message, remedy }) => {
    const text = [message, ...(remedy === undefined ? [] : [`-> ${remedy}`])].flatMap((part) =>
      wrapAnsi(part, Math.max(columns - indent, 30)).split('\n'),
    );
    const label = `${paint[level](level.padEnd(7))}  ${check.padEnd(labelWidth)}  `;
    return label + text.join(`\n${' '.repeat(indent)}`);
  });
  const problems = problemsIn(findings);
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  const sum =
    problems + warnings === 0
      ? 'Everything is fine.'
      : `${pluralText(problems, 'problem')}, ${pluralText(warnings, 'warning')}.`;
  return [...lines, '', sum].join('\n');
}
