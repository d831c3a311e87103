import type { Piece } from './compose.ts';
import { forgeStressProfiles } from './families/forge-stress.ts';
import { perfProfiles, ssdProfiles } from './families/hosted.ts';
import { localProfiles } from './families/local.ts';
import {
  k3Profiles,
  legacyProfiles,
  modelProfiles,
  plutusCall11Profiles,
  plutusCallProfiles,
  scalingProfiles,
} from './families/long.ts';
import { miniatureProfiles } from './families/miniature.ts';
import { playgroundProfiles } from './families/playground.ts';
import { quickProfiles } from './families/quick.ts';
import { scenarioProfiles } from './families/scenarios.ts';
import { traceMatrixProfiles } from './families/trace-matrix.ts';
import { tracingProfiles } from './families/tracing.ts';

/** Profiles that belong together, and what they share. */
export interface ProfileFamily {
  readonly name: string;
  readonly about: string;
  readonly profiles: { readonly [name: string]: readonly Piece[] };
}

/** Slotbench's own first, then upstream's in its order. */
export const profileFamilies: readonly ProfileFamily[] = [
  { name: 'quick', about: 'a first answer on one machine within minutes', profiles: quickProfiles },
  {
    name: 'trace-matrix',
    about: 'the five ways of tracing, all else the same',
    profiles: traceMatrixProfiles,
  },
  { name: 'empty', about: 'on an empty ledger: smoke tests, CI, tracing', profiles: localProfiles },
  {
    name: 'tracing',
    about: 'of the tracing family what today’s workbench no longer has',
    profiles: tracingProfiles,
  },
  {
    name: 'miniature',
    about: '500 k entries, 100 k delegations; CI at bench scale',
    profiles: miniatureProfiles,
  },
  {
    name: 'forge-stress',
    about: 'the forging loop on a ledger of mainnet size',
    profiles: forgeStressProfiles,
  },
  { name: 'plutuscall', about: 'script calls under changed budgets', profiles: plutusCallProfiles },
  {
    name: 'plutuscall-voltv11',
    about: 'script calls under protocol version 11, four a block',
    profiles: plutusCall11Profiles,
  },
  { name: 'model', about: 'the hosted cluster modelled on one machine', profiles: modelProfiles },
  { name: 'k3', about: 'named by their parameters', profiles: k3Profiles },
  { name: 'scenarios', about: 'idle, collector only, syncing a recorded chain', profiles: scenarioProfiles },
  { name: 'legacy', about: 'dense pools, very large ledgers and loads', profiles: legacyProfiles },
  { name: 'nomad-perf', about: '52 hosts in three regions', profiles: perfProfiles },
  { name: 'scaling', about: 'start of a node on a very large ledger', profiles: scalingProfiles },
  { name: 'nomad-perfssd', about: 'hosts with much memory and fast disks', profiles: ssdProfiles },
  { name: 'playground', about: 'experiments with budgets and votes', profiles: playgroundProfiles },
];

/** Every named profile. */
export const catalogue: { readonly [name: string]: readonly Piece[] } = Object.assign(
  {},
  ...profileFamilies.map(({ profiles }) => profiles),
);

/** Names that `resolveProfile` takes, Slotbench's own first. */
export function profileNames(): string[] {
  return profileFamilies.flatMap(({ profiles }) => Object.keys(profiles));
}
