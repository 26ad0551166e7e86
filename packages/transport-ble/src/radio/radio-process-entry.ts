/** What the radio process runs: see the module documentation of the package. */
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { chosenAdapter } from '../adapter.js';
import { RadioPlace } from '../radio-place.js';
import { DriverSession } from './driver-session.js';
import { Radio } from './radio.js';

/** How long the radio stays when nobody uses it, so that a driver which searches and then connects finds it. In milliseconds. */
const lingerMs = 3_000;

process.title = 'modlink-bluetooth';
const place = new RadioPlace();
const socket = place.socket(Number(process.argv[2]));
const radio = new Radio(chosenAdapter(), leave);
let sessions = 0;
let isLeaving = false;
let lingering = setTimeout(leave, lingerMs);

const server = createServer((connection) => {
  if (isLeaving) {
    connection.destroy();
    return;
  }
  clearTimeout(lingering);
  sessions += 1;
  new DriverSession(connection, radio, () => {
    sessions -= 1;
    if (sessions === 0) lingering = setTimeout(leave, lingerMs);
  });
});
server.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Another one was quicker, and drivers find that.
  if (code === 'EADDRINUSE') process.exit(0);
  process.stderr.write(`${message}\n`);
  process.exit(1);
});
server.listen(socket.path, () => void place.removeBefore(socket.number));
process.on('SIGTERM', leave);

/** In this order: who finds nobody starts a new radio, which needs the adapter. */
async function leave(): Promise<void> {
  if (isLeaving) return;
  isLeaving = true;
  radio.stop();
  await rm(socket.logFile, { force: true });
  server.close();
  process.exit(0);
}
