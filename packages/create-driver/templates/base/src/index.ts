/** The driver package's entry: its default export makes a driver. */
import { TemplateSensor } from './driver.js';

export { deviceId, streams } from './streams.js';
export { TemplateSensor };

export default (): TemplateSensor => new TemplateSensor();
