/** With what `modlink driver check` runs the driver: a camera in virtual time. */
import { type DriverCheckOptions, SimulatedMedia } from '@modlink/testkit';

const webcam: Partial<DriverCheckOptions> = {
  transport: (clock) =>
    new SimulatedMedia({
      clock,
      cameras: [
        { id: 'camera', modes: [{ width: 64, height: 48, frameRateHz: 30, pixelFormat: 'yuyv422' }] },
      ],
    }),
};

export default { webcam };
