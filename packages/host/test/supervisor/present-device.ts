import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ActiveRecording,
  type Device,
  type HostOptions,
  openRecording,
  type RecordingEvent,
} from '../../src/index.js';
import { openTestHost, type TestHost, temporaryFolder } from '../support/test-host.js';

export interface PresentDevice extends TestHost {
  readonly device: Device;
  /** What the device does from now on; see the driver. */
  is(state: 'there' | 'half' | 'silent' | 'stuck' | 'crash' | 'lost, then crash'): Promise<void>;
  goes(): Promise<void>;
  frames(): number;
}

/** A streaming device that is there as long as a file is. */
export async function openPresentDevice(options: HostOptions = {}): Promise<PresentDevice> {
  const home = await temporaryFolder();
  const folder = join(home, 'devices');
  await mkdir(folder);
  const file = join(folder, 'sensor');
  await writeFile(file, 'there');
  const test = await openTestHost(['present'], { home, driverSettings: { present: { folder } }, ...options });
  const device = await test.host.connect(await test.found('present', 'sensor'));
  await device.startStreaming();
  let frames = 0;
  test.host.bus.tap('*:count', () => frames++);
  return {
    ...test,
    device,
    is: (state) => writeFile(file, state),
    goes: () => rm(file),
    frames: () => frames,
  };
}

/** Ends a recording and reads what it says happened. */
export async function eventsOf(recording: ActiveRecording): Promise<RecordingEvent[]> {
  await recording.finish();
  await using file = await openRecording(recording.path);
  const events: RecordingEvent[] = [];
  for await (const event of file.events()) events.push(event);
  return events;
}
