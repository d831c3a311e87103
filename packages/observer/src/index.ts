export { type Clock, systemClock } from './clock.ts';
export {
  type EndReason,
  type LogHead,
  type MachineSample,
  OBSERVATIONS_FORMAT,
  type Observation,
  type PeerObservation,
  type ProcessEnded,
  type ProcessSample,
} from './log/observation.ts';
export { type FollowOptions, followNode, type ObservedNode } from './peer/follow-node.ts';
