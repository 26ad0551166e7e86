/** Rules about how a connection and a driver end. */
import { isJsonValue } from '@modlink/sdk';
import { describeValue } from './loading.js';
import { type DriverRule, expectThat, needsTransport } from './rule.js';

export const endingRules: readonly DriverRule[] = [
  {
    id: 'disconnect-streaming',
    name: 'disconnectDevice() while streaming stops the stream and lets go of the device',
    remedy: 'Stop streaming first in disconnectDevice(): tell the device, clear the timers, then close.',
    async run(stage) {
      const subject = await stage.stream();
      await stage.disconnect(subject);
      await stage.expectQuiet(subject, 'disconnectDevice() had returned');
      stage.expectReleased(subject, 'disconnectDevice()');
      const losses = subject.recorder.losses.length;
      expectThat(losses === 0, 'A disconnect that was asked for was reported as a connection lost.');
    },
  },
  {
    id: 'unplug',
    name: 'a device that goes away is reported once, after the last frames, with a JSON detail',
    remedy:
      'Listen to `onClose` of the connection: with an error, forget the connection and call ' +
      '`this.emitConnectionLost({ code, message })` once; emit nothing after it.',
    skip: needsTransport,
    async run(stage) {
      const subject = await stage.stream();
      const { recorder, transport } = subject;
      transport?.unplug();
      await stage.advance(5_000);
      const { length } = recorder.losses;
      expectThat(
        length === 1,
        length === 0
          ? 'The device was unplugged, and no connection lost was reported within 5 s.'
          : `One device was unplugged, but a connection lost was reported ${length} times.`,
      );
      const [detail] = recorder.givenLossDetails;
      expectThat(isJsonValue(detail), `The detail is ${describeValue(detail)}, which does not survive JSON.`);
      expectThat(
        subject.lateFrames === 0,
        `${subject.lateFrames} frames came after the connection was lost.`,
      );
      await stage.disconnect(subject);
      await stage.shutDown(subject);
      stage.expectReleased(subject, 'the loss');
    },
  },
  {
    id: 'shutdown',
    name: 'onShutdown() releases everything: no connection is open, no timer is set, no frame comes',
    remedy:
      'Write `override onShutdown() { return this.disconnectDevice(); }`. In a LoopDriver call `super.onShutdown()` too; ' +
      'in a DeviceDriver close everything in `closeDevice`.',
    async run(stage) {
      const subject = await stage.stream();
      await stage.shutDown(subject);
      stage.expectReleased(subject, 'onShutdown()');
      await stage.expectQuiet(subject, 'onShutdown() had returned');
    },
  },
  {
    id: 'shutdown-idle',
    name: 'disconnectDevice() and onShutdown() do no harm where nothing is connected',
    remedy: 'Use `this.#port?.close()`: a host shuts down also what never had a device.',
    async run(stage) {
      const subject = await stage.load();
      await stage.disconnect(subject);
      await stage.shutDown(subject);
      await stage.shutDown(subject);
      stage.expectReleased(subject, 'onShutdown()');
    },
  },
  {
    id: 'closed-context',
    name: 'after the host closed its context, what comes late does no harm',
    remedy: 'Take `false` from emit as "nobody listens any more", not as an error.',
    async run(stage) {
      const subject = await stage.stream();
      subject.recorder.context.close();
      await stage.expectQuiet(subject, 'the host had closed the context');
      await stage.shutDown(subject);
      stage.expectReleased(subject, 'onShutdown()');
    },
  },
];
