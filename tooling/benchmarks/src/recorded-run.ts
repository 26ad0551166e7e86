/** Devices that stream into a recording for a while, with what host and drivers take of the machine. */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BusStream, type Device, type Host, openRecording } from '@modlink/host';
import { type ProcessUsage, processUsage } from './process-usage.js';

/** What one process took while it was watched. */
export interface ProcessShare {
  readonly title: string;
  /** Of one processor core. */
  readonly cpuPercent: number;
  /** Resident, after a tenth of the time. */
  readonly earlyMemoryMB: number;
  /** Resident, the most in the last tenth of the time. */
  readonly lateMemoryMB: number;
}

export interface RecordedRun {
  /** From the first start to the last stop. */
  readonly seconds: number;
  readonly host: ProcessShare;
  /** One for each device that runs in a process of its own. */
  readonly isolates: readonly ProcessShare[];
  /** In the file, as it was read back. */
  readonly recordedFrames: number;
  /** What the numbers of the frames, the pipes and the recording itself say is missing. */
  readonly missingFrames: number;
  readonly fileMB: number;
  /** What the host reported that should not have happened. */
  readonly problems: readonly string[];
}

/** What a device's clock or a late timer may cost; with less, something did not send what it was to send. */
const leastShareOfDue = 0.98;

/** Records connected devices of a host; the file is removed after it was read. */
export async function recordDevices(
  host: Host,
  devices: readonly Device[],
  seconds: number,
): Promise<RecordedRun> {
  const problems: string[] = [];
  host.events.on('recording-failed', ({ error }) => problems.push(error.message));
  host.events.on('frames-refused', ({ deviceId, message }) => problems.push(`${deviceId}: ${message}`));
  host.events.on('isolate-failed', ({ deviceId, cause }) => problems.push(`${deviceId} ${cause}`));
  const recording = await host.recordings.start({ name: 'benchmark' });
  const watch = await WatchedProcesses.start(devices);
  const startMs = performance.now();
  const dueFrames = new DueFrames();
  for (const device of devices) {
    await device.startStreaming();
    dueFrames.started(device);
  }
  const endMs = performance.now() + seconds * 1_000;
  while (performance.now() < endMs) {
    await sleep(Math.min(seconds * 20, endMs - performance.now()));
    await watch.sample();
  }
  const shares = watch.shares();
  const streams = devices.flatMap((device) => device.streams);
  for (const device of devices) {
    dueFrames.stopping(device);
    await device.stopStreaming();
  }
  const tookMs = performance.now() - startMs;
  const dropped = streams.reduce((sum, { droppedFrames }) => sum + droppedFrames, 0);
  const { path, frames, streams: recorded } = await recording.finish();
  const due = Math.floor(dueFrames.total * leastShareOfDue) - streams.length;
  if (frames < due) problems.push(`${frames} frames came, at least ${due} were due`);
  const recordedFrames = await framesInFile(path);
  const lost = recorded.reduce((sum, { statistics }) => sum + statistics.lostFrames, 0);
  await rm(path);
  return {
    ...shares,
    seconds: tookMs / 1_000,
    recordedFrames,
    missingFrames: Math.max(dropped, lost) + (frames - recordedFrames),
    fileMB: recording.snapshot().fileBytes / 1e6,
    problems,
  };
}

/** By the rate that the stream's descriptor gives. */
function framesPerSecond({ descriptor: { nominalSampleRateHz, chunkSize } }: BusStream): number {
  return nominalSampleRateHz === 'irregular' ? 0 : nominalSampleRateHz / chunkSize;
}

/** How many frames the devices were to send while they streamed. */
class DueFrames {
  readonly #startedMs = new Map<Device, number>();
  total = 0;

  started(device: Device): void {
    this.#startedMs.set(device, performance.now());
  }

  stopping(device: Device): void {
    const seconds = (performance.now() - (this.#startedMs.get(device) ?? Number.NaN)) / 1_000;
    for (const stream of device.streams) this.total += framesPerSecond(stream) * seconds;
  }
}

async function framesInFile(path: string): Promise<number> {
  await using recording = await openRecording(path);
  return recording.info.streams.reduce((sum, { frames }) => sum + frames, 0);
}

interface WatchedProcess {
  readonly title: string;
  readonly usage: () => Promise<ProcessUsage | undefined>;
  readonly startCpuMs: number;
  cpuMs: number;
  readonly memoryMB: number[];
}

/** Looks at the processes of a host now and then. */
class WatchedProcesses {
  readonly #startMs = performance.now();
  readonly #processes: readonly WatchedProcess[];

  private constructor(processes: readonly WatchedProcess[]) {
    this.#processes = processes;
  }

  static async start(devices: readonly Device[]): Promise<WatchedProcesses> {
    const isolates = devices.flatMap((device) => {
      const { pid, title } = device.info();
      return pid === undefined ? [] : [{ title, usage: () => processUsage(pid) }];
    });
    const watched: readonly Pick<WatchedProcess, 'title' | 'usage'>[] = [
      { title: 'host', usage: hostUsage },
      ...isolates,
    ];
    const processes: WatchedProcess[] = [];
    for (const { title, usage } of watched) {
      const now = await usage();
      if (now !== undefined) {
        processes.push({ title, usage, startCpuMs: now.cpuMs, cpuMs: now.cpuMs, memoryMB: [] });
      }
    }
    return new WatchedProcesses(processes);
  }

  async sample(): Promise<void> {
    for (const process of this.#processes) {
      const now = await process.usage();
      if (now === undefined) continue;
      process.cpuMs = now.cpuMs;
      process.memoryMB.push(now.memoryMB);
    }
  }

  shares(): { readonly host: ProcessShare; readonly isolates: readonly ProcessShare[] } {
    const tookMs = performance.now() - this.#startMs;
    const [host, ...isolates] = this.#processes.map(({ title, startCpuMs, cpuMs, memoryMB }) => ({
      title,
      cpuPercent: ((cpuMs - startCpuMs) / tookMs) * 100,
      earlyMemoryMB: memoryMB[Math.floor(memoryMB.length / 10)] ?? 0,
      lateMemoryMB: Math.max(...memoryMB.slice(Math.floor(memoryMB.length * 0.9))),
    }));
    return { host: host as ProcessShare, isolates };
  }
}

async function hostUsage(): Promise<ProcessUsage> {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000, memoryMB: process.memoryUsage.rss() / 1e6 };
}
