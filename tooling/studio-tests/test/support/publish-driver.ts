import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NpmRegistry } from '@modlink/test-parts';

/** Publishes a driver that does nothing. */
export async function publishDriver(registry: NpmRegistry, name: string, version: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'modlink-studio-'));
  const entry = { entry: './index.js', displayName: 'Nothing', providers: ['test'] };
  const manifest = {
    name,
    version,
    description: 'Does nothing',
    type: 'module',
    keywords: ['modlink-driver'],
    modlink: { apiVersion: 1, drivers: { nothing: entry } },
  };
  await mkdir(join(work, 'package'));
  await writeFile(join(work, 'package', 'package.json'), JSON.stringify(manifest));
  await writeFile(
    join(work, 'package', 'index.js'),
    `import { Driver } from ${JSON.stringify(import.meta.resolve('@modlink/sdk'))};
     export default class extends Driver {
       deviceId = 'nothing.01'; supportedProviders = ['test'];
       descriptors() { return []; } search() { return []; }
       connectDevice() {} disconnectDevice() {} startStreaming() {} stopStreaming() {}
     }`,
  );
  await promisify(execFile)('tar', ['-czf', 'packed.tgz', 'package'], { cwd: work });
  await registry.publish(join(work, 'packed.tgz'));
  await rm(work, { recursive: true });
}
