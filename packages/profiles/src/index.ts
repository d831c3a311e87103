export { profileNames } from './catalogue.ts';
export type { Piece } from './compose.ts';
export { describeProfile } from './describe.ts';
export { topologyDot } from './drawing/dot.ts';
export { topologySvg } from './drawing/svg.ts';
export { ProfileError, type ProfileErrorCode, type ProfileFault } from './errors.ts';
export { ALIGNED_TRACES } from './families/trace-matrix.ts';
export { type GeneratorConfigOptions, generatorConfig } from './generator-config.ts';
export { legacyAcceptorConfig } from './legacy-trace-config.ts';
export { overlay as mergeOverlays } from './merge.ts';
export { nearestNames } from './nearest-names.ts';
export { type NodeConfigOptions, nodeConfig } from './node-config.ts';
export { type NodeSpec, nodeSpecs } from './node-specs.ts';
export {
  type LegacyTopologyFile,
  legacyTopologyFileOf,
  type NodeTopologyFile,
  nodeTopologyFile,
  nodeTopologyFileOf,
} from './node-topology.ts';
export { type OwnProfile, type OwnProfiles, ownProfiles } from './own-profiles.ts';
export { type ResolveOptions, resolveProfile } from './resolve.ts';
export { parseScale, type Scale } from './scale.ts';
export type { Profile } from './schema/profile.ts';
export { allocateTime, type Timing } from './timing.ts';
export { buildTopology, type Topology, type TopologyNode } from './topology.ts';
export { type TracingSetup, tracingSetup } from './trace-config.ts';
export { type TracerConfigOptions, tracerConfig } from './tracer-config.ts';
export { profileNames800, resolveProfile800 } from './vocabulary-8.0.0/resolve.ts';
export { type ProfileWords, words } from './words.ts';
