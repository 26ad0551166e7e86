/** The contract of serial transports over serialport, on a real pseudo-terminal. */
import { PseudoTerminal } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { describeSerialTransport } from '@modlink/testkit/vitest';
import serialTransport from '../src/index.js';
import { createRuntime } from './fixture.js';

const pty = await part('pty');

pty.describe('a pseudo-terminal', () => {
  describeSerialTransport('serialport', () => {
    const received: Buffer[] = [];
    const terminal = new PseudoTerminal((bytes) => received.push(Buffer.from(bytes)));
    return {
      serial: serialTransport.create(createRuntime()),
      path: terminal.path,
      received: () => Buffer.concat(received),
      send: (bytes) => terminal.write(bytes),
      unplug: () => terminal.close(),
      close: () => terminal.close(),
    };
  });
});
