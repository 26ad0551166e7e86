// Run by a test as another program: starts the stream, and tells how many bytes it has read and how the port closed.
import { SerialPort } from 'serialport';

const port = new SerialPort({ path: process.argv[2], baudRate: 115200 });
let bytes = 0;
port.on('data', (data) => {
  bytes += data.length;
  process.stdout.write(`${JSON.stringify({ bytes })}\n`);
});
port.on('close', (error) =>
  process.stdout.write(`${JSON.stringify({ unplugged: error?.disconnected === true })}\n`),
);
port.write('b');
