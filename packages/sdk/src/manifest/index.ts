/** `@modlink/sdk/manifest`: the manifest of driver packages, for hosts and tools. */
export {
  currentApiVersion,
  type DriverEntry,
  type Isolation,
  isolations,
  type Manifest,
  type ManifestInput,
  type ManifestProblem,
  type MatchRules,
  manifestJsonSchema,
  parseManifest,
} from './manifest.js';
