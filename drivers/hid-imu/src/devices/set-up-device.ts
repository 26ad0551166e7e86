import { setUpHidSensor } from './hid-sensor.js';
import type { ImuDevice, SetupContext } from './imu-device.js';
import { dualSenseFamily, dualShock4Family, setUpPlayStation } from './playstation.js';
import { setUpSwitch } from './switch.js';

/** Sets up a device by its family, until it sends. */
export function setUpDevice(context: SetupContext): Promise<ImuDevice> {
  switch (context.extra.family) {
    case 'dualsense':
      return setUpPlayStation(context, dualSenseFamily);
    case 'dualshock4':
      return setUpPlayStation(context, dualShock4Family);
    case 'switch':
      return setUpSwitch(context);
    case 'hid-sensor':
      return setUpHidSensor(context);
  }
}
