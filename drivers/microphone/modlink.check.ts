/** With what `modlink driver check` runs the driver: a microphone in virtual time. */
import { type DriverCheckOptions, SimulatedMedia } from '@modlink/testkit';

const microphone: Partial<DriverCheckOptions> = {
  transport: (clock) =>
    new SimulatedMedia({
      clock,
      microphones: [{ id: 'microphone', modes: [{ sampleRateHz: 48_000, channels: 1 }] }],
    }),
  except: { tail: 'the transport delivers whole chunks, each of which is emitted at once' },
};

export default { microphone };
