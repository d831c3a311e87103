import { OUTSIDE_HEADLINE } from '@slotbench/analysis';
import { ALIGNED_TRACES, mergeOverlays } from '@slotbench/profiles';
import { LabError } from '../errors.ts';
import type { ExperimentDesign, SideDesign } from '../experiment/design.ts';
import { axisOverlay, type StudyAxis } from './axis.ts';

/** The ways of tracing that are held against each other; `off` is the base of all others. */
export const SETUPS = ['off', 'stdout', 'forward', 'forward-far', 'legacy', 'legacy-forward'] as const;
export type SetupName = (typeof SETUPS)[number];

const BACKEND = { new: 'trace-dispatcher', legacy: 'iohk-monitoring' } as const;

const tracing = (tracer: boolean, system: keyof typeof BACKEND, on = true) => ({
  node: { tracer, tracing_backend: BACKEND[system], verbatim: { TurnOnLogging: on } },
});

const OVERLAYS: Readonly<Record<SetupName, object>> = {
  off: tracing(false, 'new', false),
  stdout: tracing(false, 'new'),
  forward: tracing(true, 'new'),
  // The same node; what differs is where its collector is.
  'forward-far': tracing(true, 'new'),
  legacy: tracing(false, 'legacy'),
  'legacy-forward': tracing(true, 'legacy'),
};

/** The new system tells a header that is sent twice, the legacy one once, and nothing changes that: off in both. */
const COMMON = {
  node: {
    verbatim: {
      TraceOptions: { 'ChainSync.ServerHeader.Update': { severity: 'Silence' } },
      TraceChainSyncHeaderServer: false,
    },
  },
};

/** The experiment of a study: one run of every set-up in each block, an observer in all. Throws STUDY_INVALID. */
export function tracingDesign(o: {
  readonly name: string;
  readonly profile: string;
  readonly blocks: number;
  readonly setups: readonly string[];
  /** Every set-up at each of its values. */
  readonly axis?: StudyAxis | undefined;
}): ExperimentDesign {
  const setups = readSetups(o.setups);
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/i.test(o.name))
    throw invalid(`name '${o.name}'`, 'expected letters, digits and dashes, at most 40', 'give it by --name');
  const side = (setup: SetupName, value: string | undefined): SideDesign => {
    const varied = value === undefined ? {} : axisOverlay(o.axis!, value, o.profile);
    return {
      name: value === undefined ? setup : `${value}-${setup}`,
      profile: o.profile,
      overlay: [ALIGNED_TRACES, COMMON, OVERLAYS[setup]].reduce<unknown>(mergeOverlays, varied) as Record<
        string,
        unknown
      >,
      node: null,
      perBlock: 1,
    };
  };
  const sides = (o.axis?.values ?? [undefined]).flatMap((value) => setups.map((setup) => side(setup, value)));
  // The first of them is off, at the first value.
  const [base, ...targets] = sides as [SideDesign, ...SideDesign[]];
  return {
    name: o.name,
    base: { ...base, name: 'base' },
    targets,
    blocks: o.blocks,
    order: 'interleaved',
    seed: 1,
    looks: [o.blocks],
    headline: OUTSIDE_HEADLINE,
    margins: {},
    pin: false,
    observe: true,
  };
}

/** What a side of a study is: its set-up, and the value of the axis where there is one. */
export function setupOf(
  side: string,
  { targets }: Pick<ExperimentDesign, 'targets'>,
): { readonly setup: SetupName; readonly value: string | null } {
  return side === 'base' ? { setup: 'off', value: parts(targets[0]!.name).value } : parts(side);
}

function parts(side: string): { readonly setup: SetupName; readonly value: string | null } {
  // `legacy-forward` ends as `forward` does.
  const [setup] = SETUPS.filter((name) => side === name || side.endsWith(`-${name}`)).sort(
    (a, b) => b.length - a.length,
  );
  return { setup: setup!, value: side === setup ? null : side.slice(0, -setup!.length - 1) };
}

/** How reports call it: `stdout`, `20 stdout`. */
export function setupName({ setup, value }: ReturnType<typeof setupOf>): string {
  return value === null ? setup : `${value} ${setup}`;
}

function readSetups(names: readonly string[]): SetupName[] {
  const unknown = names.find((name) => !(SETUPS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw invalid(`set-up '${unknown}'`, 'is not known', `expected some of ${SETUPS.join(', ')}`);
  if (!names.includes('off'))
    throw invalid('set-ups', 'off is not among them', 'add off: every other one is held against it');
  const chosen = SETUPS.filter((setup) => names.includes(setup));
  if (chosen.length < 2)
    throw invalid('set-ups', 'off alone is compared with nothing', 'name another one, such as stdout');
  return chosen;
}

function invalid(place: string, problem: string, fix: string): LabError {
  return new LabError('STUDY_INVALID', { place, problem, fix });
}
