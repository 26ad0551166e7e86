import { type Diagnostic, diagnostic } from './diagnostic.js';
import type { HostFacts } from './host-facts.js';
import type { PackageFolder } from './package-folders.js';

/** Whether a package may run as it was installed: in this version, on this machine, with this Node. */
export function checkInstallation(
  { path, installedAs, installed }: PackageFolder,
  { name: ownName, version }: { readonly name: string; readonly version: string },
  { machine, blocked }: HostFacts,
): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const name = installedAs ?? ownName;
  const about = { path, package: name };
  const reason = blocked?.reason(name, version);
  if (reason !== undefined) {
    findings.push(
      diagnostic(
        'VERSION_BLOCKED',
        about,
        `${name}@${version} is on the list of blocked versions: ${reason} Take another version: modlink update ${name}, or ` +
          `modlink rollback ${name}.`,
      ),
    );
  }
  if (installed?.hasNativeCode !== true) return findings;
  const made = installed.machine;
  const remedy = `Install it again for this one: modlink update ${name} --rebuild.`;
  if (made.platform !== machine.platform || made.arch !== machine.arch) {
    findings.push(
      diagnostic(
        'INSTALLED_FOR_OTHER_MACHINE',
        about,
        `${name} has native code, and was installed for ${made.platform} on ${made.arch}; this machine is ` +
          `${machine.platform} on ${machine.arch}. ${remedy}`,
      ),
    );
    // What a script compiled here is for one version of Node; ready-made binaries are mostly for all.
  } else if (made.nodeAbi !== machine.nodeAbi && installed.ranScripts.length > 0) {
    findings.push(
      diagnostic(
        'INSTALLED_FOR_OTHER_NODE',
        about,
        `${name} has native code that was compiled for another Node (binary interface ${made.nodeAbi}; this one has ` +
          `${machine.nodeAbi}). It may not start. ${remedy}`,
      ),
    );
  }
  return findings;
}
