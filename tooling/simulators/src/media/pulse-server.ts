/** A PulseAudio server of our own, without any sound card: what is played into it can be captured. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const sink = 'modlink';
const startLimitMs = 15_000;

export interface ToneOptions {
  readonly frequencyHz: number;
  /** Full scale is 1. */
  readonly amplitude: number;
}

export interface PulseServer {
  /** What programs need in their environment to use this server and no other. */
  readonly environment: Readonly<Record<'PULSE_SERVER', string>>;
  /** The source that has what is played: the monitor of the only sink, 48 kHz stereo. */
  readonly source: string;
  /** Plays a tone, the same on both channels, until it is told to end. */
  playTone(tone: ToneOptions): { end(): Promise<void> };
  close(): Promise<void>;
}

/** Starts a server in a folder of its own; it listens when the promise resolves. Needs `pulseaudio` and `ffmpeg`. */
export async function startPulseServer(): Promise<PulseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-pulse-'));
  const socket = join(folder, 'native');
  const environment = { PULSE_SERVER: `unix:${socket}` };
  const server = spawn(
    'pulseaudio',
    [
      ...[
        '-n',
        '--daemonize=no',
        '--system=false',
        '--exit-idle-time=-1',
        '--use-pid-file=no',
        '--disable-shm=yes',
      ],
      ...['-L', `module-native-protocol-unix socket=${socket} auth-anonymous=1`],
      ...['-L', `module-null-sink sink_name=${sink} rate=48000 channels=2`],
    ],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        HOME: folder,
        XDG_RUNTIME_DIR: folder,
        PULSE_RUNTIME_PATH: folder,
        DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      },
    },
  );
  const players = new Set<ChildProcess>();
  const close = async (): Promise<void> => {
    await Promise.all([...players, server].map(end));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(socket, server);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    environment,
    source: `${sink}.monitor`,
    playTone({ frequencyHz, amplitude }) {
      const wave = `${amplitude}*sin(2*PI*${frequencyHz}*t)`;
      // Not at its own pace: the server takes as much as it can hold, and then sets the pace.
      const player = spawn(
        'ffmpeg',
        [
          ...['-loglevel', 'quiet', '-nostdin', '-f', 'lavfi', '-i', `aevalsrc=${wave}|${wave}:s=48000`],
          ...['-f', 'pulse', '-device', sink, 'tone'],
        ],
        { stdio: 'ignore', env: { ...process.env, ...environment } },
      );
      players.add(player);
      return { end: () => end(player) };
    },
    close,
  };
}

async function untilListening(socket: string, server: ChildProcess): Promise<void> {
  let failure: unknown;
  server.once('error', (error) => {
    failure = error;
  });
  for (let waitedMs = 0; waitedMs < startLimitMs; waitedMs += 20) {
    if (failure !== undefined) throw failure;
    if (server.exitCode !== null) throw new Error(`pulseaudio ended with code ${server.exitCode}`);
    if (await answers(socket)) return;
    await wait(20);
  }
  throw new Error(`pulseaudio did not listen within ${startLimitMs} ms`);
}

async function answers(path: string): Promise<boolean> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return false;
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
