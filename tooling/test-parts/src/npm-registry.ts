/**
 * A real npm registry on this machine (Verdaccio), empty at first. What a test publishes to it, only that registry has;
 * everything else comes through it from the registry of the user's npm configuration, where a test asks for that.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface NpmRegistryOptions {
  /** Whether packages that nobody published here come from the user's own registry. `false` when absent. */
  readonly uplink?: boolean;
}

export interface NpmRegistry extends AsyncDisposable {
  /** As for `npm_config_registry`, with a slash at the end. */
  readonly url: string;
  /**
   * Publishes a packed package, as `npm publish` does.
   * @param options.tag - the tag that it gets; `latest` when absent.
   * @param options.manifest - what the registry is told in place of the package.json, to test what must not be believed.
   * @param options.integrity - what the registry says that the tarball has.
   */
  publish(
    tarball: string,
    options?: {
      readonly tag?: string;
      readonly manifest?: Readonly<Record<string, unknown>>;
      readonly integrity?: string;
    },
  ): Promise<{ readonly name: string; readonly version: string; readonly integrity: string }>;
  /** Marks a version as deprecated, as `npm deprecate` does. */
  deprecate(name: string, version: string, message: string): Promise<void>;
}

/** Starts a registry on a free port of the loopback interface; its storage goes away with it. */
export async function startNpmRegistry({ uplink = false }: NpmRegistryOptions = {}): Promise<NpmRegistry> {
  const storage = await mkdtemp(join(tmpdir(), 'modlink-registry-'));
  const { runServer } = await import('verdaccio');
  const server = (await runServer({
    storage,
    self_path: storage,
    uplinks: uplink ? { user: { url: await userRegistry(), ...(await userCertificates()) } } : {},
    packages: {
      '**': { access: '$all', publish: '$all', unpublish: '$all', ...(uplink && { proxy: 'user' }) },
    },
    auth: { htpasswd: { file: join(storage, 'users') } },
    web: { enable: false },
    max_body_size: '300mb',
    log: { type: 'stdout', level: 'fatal' },
  } as never)) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    publish: (tarball, options) => publish(url, tarball, options),
    deprecate: (name, version, message) => deprecate(url, name, version, message),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(storage, { recursive: true, force: true });
    },
  };
}

async function publish(
  url: string,
  tarball: string,
  { tag = 'latest', manifest, ...told }: Parameters<NpmRegistry['publish']>[1] = {},
): Promise<Awaited<ReturnType<NpmRegistry['publish']>>> {
  const data = await readFile(tarball);
  const packageJson = { ...JSON.parse(await readPacked(tarball)), ...manifest };
  const { name, version } = packageJson;
  const file = `${name}-${version}.tgz`;
  const integrity = told.integrity ?? `sha512-${createHash('sha512').update(data).digest('base64')}`;
  const shasum = createHash('sha1').update(data).digest('hex');
  const dist = { integrity, shasum, tarball: `${url}${name}/-/${file}` };
  await send('PUT', `${url}${encodeURIComponent(name)}`, {
    _id: name,
    name,
    'dist-tags': { [tag]: version },
    versions: { [version]: { ...packageJson, _id: `${name}@${version}`, dist } },
    _attachments: {
      [file]: {
        content_type: 'application/octet-stream',
        data: data.toString('base64'),
        length: data.length,
      },
    },
  });
  return { name, version, integrity };
}

async function deprecate(url: string, name: string, version: string, message: string): Promise<void> {
  const address = `${url}${encodeURIComponent(name)}`;
  const packument = (await (await fetch(address)).json()) as {
    readonly _rev: string;
    readonly versions: Record<string, { deprecated?: string }>;
  };
  const found = packument.versions[version];
  if (found === undefined) throw new Error(`${name}@${version} is not published`);
  found.deprecated = message;
  await send('PUT', `${address}/-rev/${packument._rev}`, { ...packument, _attachments: {} });
}

async function send(method: string, address: string, body: object): Promise<void> {
  const answer = await fetch(address, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`);
}

async function readPacked(tarball: string): Promise<string> {
  const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
  return stdout;
}

async function userRegistry(): Promise<string> {
  return (await npmSetting('registry')) ?? '';
}

/** A company's proxy may have certificates of its own. */
async function userCertificates(): Promise<{ readonly ca?: string }> {
  const file = (await npmSetting('cafile')) ?? process.env.NODE_EXTRA_CA_CERTS;
  return file === undefined ? {} : { ca: await readFile(file, 'utf8') };
}

async function npmSetting(name: string): Promise<string | undefined> {
  const { stdout } = await run('npm', ['config', 'get', name], { shell: process.platform === 'win32' });
  const value = stdout.trim();
  return value === '' || value === 'null' || value === 'undefined' ? undefined : value;
}
