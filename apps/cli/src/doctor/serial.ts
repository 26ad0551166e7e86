/** Checks of serial ports: the binding, the ports, and whether this user may open them. */
import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SerialPortInfo, type SerialTransport, serializeError } from '@modlink/sdk';
import { pluralText } from '../output/quantities.js';
import { type Finding, ok, problem, warning } from './finding.js';
import { createTransport } from './transport-module.js';

/** Groups that own serial ports: `dialout` on Debian, Ubuntu and Fedora, `uucp` on Arch. */
const serialGroups = ['dialout', 'uucp'];

/** Where udev looks for rules: udev(7), "Rules files". */
const ruleFolders = [
  '/etc/udev/rules.d',
  '/run/udev/rules.d',
  '/usr/local/lib/udev/rules.d',
  '/usr/lib/udev/rules.d',
];

const groupRemedy =
  'Join the group: "sudo usermod -a -G dialout $USER" (uucp on Arch), then log out and in. Or add the udev rule ' +
  'SUBSYSTEM=="tty", TAG+="uaccess" in /etc/udev/rules.d/70-serial.rules, then plug the device in again.';

export async function checkSerial(): Promise<Finding[]> {
  let serial: SerialTransport;
  try {
    serial = await createTransport<'serial'>(() => import('@modlink/transport-serial'));
  } catch (error) {
    return [
      problem(
        'Serial binding',
        `does not load: ${serializeError(error).message}`,
        'Install ModLink again. On a platform without a prebuilt binding, install a C++ compiler first.',
      ),
    ];
  }
  const findings = [ok('Serial binding', 'loads')];
  let ports: readonly SerialPortInfo[] = [];
  try {
    ports = await serial.list();
    findings.push(portsFinding(ports));
  } catch (error) {
    findings.push(
      warning(
        'Serial ports',
        serializeError(error).message,
        'A port can still be named in the settings of a driver, as in --set port=/dev/ttyUSB0.',
      ),
    );
  }
  if (process.platform !== 'win32') findings.push(await permissionFinding(ports));
  return findings;
}

function portsFinding(ports: readonly SerialPortInfo[]): Finding {
  const named = ports.map(({ path, vendorId, productId, manufacturer }) => {
    const ids =
      vendorId === undefined ? '' : ` (${vendorId}:${productId}${manufacturer ? `, ${manufacturer}` : ''})`;
    return `${path}${ids}`;
  });
  return ok('Serial ports', ports.length === 0 ? 'none is plugged in' : named.join(', '));
}

async function permissionFinding(ports: readonly SerialPortInfo[]): Promise<Finding> {
  const check = 'Serial permission';
  const closed = await Promise.all(ports.map(async ({ path }) => ((await mayOpen(path)) ? [] : [path])));
  const denied = closed.flat();
  if (denied.length > 0) return problem(check, `this user may not open ${denied.join(', ')}`, groupRemedy);
  if (ports.length > 0) return ok(check, `this user may open ${pluralText(ports.length, 'port')}`);
  if (process.platform !== 'linux') return ok(check, 'nothing to set up on this system');
  if (process.getuid?.() === 0) return ok(check, 'the user is root');
  const group = await ownSerialGroup();
  if (group !== undefined) return ok(check, `the user is in the group ${group}`);
  const rule = await uaccessRule();
  if (rule !== undefined) return ok(check, `the udev rule in ${rule} lets people at this computer use ports`);
  return warning(
    check,
    'the user is not in the group dialout, and no udev rule opens serial ports',
    groupRemedy,
  );
}

async function mayOpen(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** The group of serial ports that this process is in: a new member has it only after logging in again. */
async function ownSerialGroup(): Promise<string | undefined> {
  const own = new Set([...(process.getgroups?.() ?? []), process.getgid?.()]);
  const lines = (await readFile('/etc/group', 'utf8').catch(() => '')).split('\n');
  const groups = lines.map((line) => line.split(':'));
  return groups.find(([name = '', , gid]) => serialGroups.includes(name) && own.has(Number(gid)))?.[0];
}

async function uaccessRule(): Promise<string | undefined> {
  for (const folder of ruleFolders) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!name.endsWith('.rules')) continue;
      const rules = await readFile(join(folder, name), 'utf8').catch(() => '');
      const opensPorts = rules
        .split('\n')
        .some((line) => /^[^#]*SUBSYSTEMS?=="tty"/.test(line) && line.includes('uaccess'));
      if (opensPorts) return join(folder, name);
    }
  }
  return undefined;
}
