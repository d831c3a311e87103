/**
 * The tracing family's members that upstream's program of today no longer has: the legacy system left cardano-node, RTView left
 * cardano-tracer. Slotbench's node has the legacy system, so these run; the names with RTView say what took its place.
 */
import type { Piece } from '../compose.ts';
import { description, oldTracing } from '../vocabulary.ts';
import { localProfiles } from './local.ts';
import { miniatureProfiles } from './miniature.ts';

const piecesOf = (name: string): readonly Piece[] => localProfiles[name] ?? miniatureProfiles[name]!;

/** The profile `name`, saying something else of itself. */
const renamed = (name: string, desc: string): readonly Piece[] => [
  ...piecesOf(name).filter(({ by }) => by !== 'description'),
  description(desc),
];
const legacy = (name: string): readonly Piece[] => [
  ...renamed(name, `${name} with the legacy tracing system (iohk-monitoring), forwarded to its acceptor`),
  oldTracing,
];
const rtview = (name: string): readonly Piece[] =>
  renamed(
    name,
    `${name}: RTView left cardano-tracer; the collector's Prometheus and EKG pages took its place`,
  );

export const tracingProfiles: { readonly [name: string]: readonly Piece[] } = {
  'trace-bench-oldtracing': legacy('trace-bench'),
  'trace-full-oldtracing': legacy('trace-full'),
  'fast-oldtracing': legacy('fast'),
  'ci-test-oldtracing': legacy('ci-test'),
  'ci-bench-oldtracing': legacy('ci-bench'),
  oldtracing: legacy('default'),
  'trace-bench-rtview': rtview('trace-bench'),
  'trace-full-rtview': rtview('trace-full'),
  'ci-test-rtview': rtview('ci-test'),
  'ci-bench-rtview': rtview('ci-bench'),
};
