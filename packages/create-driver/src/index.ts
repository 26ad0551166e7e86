/** `create-modlink-driver`: what `npm create modlink-driver` does, for programs. */
export {
  type Base,
  bases,
  basesOf,
  type License,
  licenses,
  type PackageManager,
  packageManagers,
  type Transport,
  transports,
} from './choices.js';
export { type DriverAnswers, type DriverPlan, type PlanDefaults, planDriver } from './driver-plan.js';
export { CreateDriverError, type CreateDriverErrorCode, createDriverErrorCodes } from './errors.js';
export { driverFiles, generateDriver } from './generate.js';
export { parseStream, type StreamPlan } from './stream-plan.js';
export { lookAround, type Surroundings, type Workspace } from './surroundings.js';
