import { acceptsSlot, type ChainConstants, type Condition } from '../chain/filters.ts';
import { STANDARD_CENTILES } from '../statistics/centiles.ts';
import { leafJson } from './block-prop.ts';
import { type AnyCdf, type Cdf2, type CdfI, cdf, cdfJson, combine } from './cdf.ts';
import { type Domain, domainJson, plainDomainJson } from './domain.ts';
import type { Json } from './json.ts';
import { RESOURCES } from './log-object.ts';
import type { Word } from './resource-rates.ts';
import { type SlotDeltas, type SlotStats, slotDeltas } from './slot-stats.ts';
import type { LocliVersion } from './version.ts';

/** Machine performance: of a host with CdfI, of a cluster or of several with Cdf2. */
export interface MachPerf<C> {
  readonly version: LocliVersion;
  readonly domainSlots: Domain<number, number> | readonly Domain<number, number>[];
  readonly domainCdfSlots: Domain<number | CdfI, number | CdfI>;
  readonly cdfs: Readonly<Record<string, C>>;
  readonly resources: Readonly<Record<string, C>>;
}

export interface PerfRules {
  readonly slotNs: number;
  readonly epochLength: number;
  readonly conditions: readonly Condition[];
  readonly constants: ChainConstants;
}

/** The slots that the filters let through; upstream's block conditions restrict none. */
export function filteredSlots(
  slots: readonly SlotStats[],
  { conditions, constants }: PerfRules,
): SlotStats[] {
  const leaders = conditions.some((condition) => condition.tag === 'SlotHasLeaders');
  return slots.filter(
    (slot) => acceptsSlot(slot.slot, conditions, constants) && (!leaders || slot.countLeads > 0),
  );
}

/** One host; undefined where no slot is left: upstream stops. `slots` are the filtered ones. */
export function machPerf(
  slots: readonly SlotStats[],
  rules: PerfRules,
  version: LocliVersion,
): MachPerf<CdfI> | undefined {
  if (slots.length === 0) return undefined;
  const of = (values: Iterable<Word>) => cdf(STANDARD_CENTILES, values);
  const deltas = slots.map((slot) => slotDeltas(slot, rules.slotNs));
  const times = (phase: keyof SlotDeltas) =>
    of(deltas.flatMap((delta) => (delta[phase] === null ? [] : [delta[phase] / 1e9])));
  const spans = busySpans(slots);
  const ends = [slots[0]!.slot, slots.at(-1)!.slot] as const;
  const count = ends[1] - ends[0];
  const domain = { raw: ends, filtered: ends, rawCount: count, filteredCount: count };
  const crossing = (epochSlot: number) =>
    of(
      spans
        .filter((span) => span[0]!.epochSlot < epochSlot && span.at(-1)!.epochSlot > epochSlot)
        .map((span) => span.length),
    );
  return {
    version,
    domainSlots: domain,
    domainCdfSlots: domain,
    cdfs: {
      cdfHostSlots: of([count]),
      cdfStarts: of(slots.map((slot) => slot.countStarts)),
      cdfLeads: of(slots.map((slot) => slot.countLeads)),
      cdfUtxo: of(slots.map((slot) => slot.utxo)),
      cdfDensity: of(slots.map((slot) => slot.density)),
      cdfStarted: times('started'),
      cdfBlkCtx: times('blkCtx'),
      cdfLgrState: times('lgrState'),
      cdfLgrView: times('lgrView'),
      cdfLeading: times('leading'),
      cdfBlockGap: of(slots.map((slot) => slot.blockGap)),
      cdfSpanLensCpu: of(spans.map((span) => span.at(-1)!.slot - span[0]!.slot)),
      cdfSpanLensCpuEpoch: crossing(3),
      cdfSpanLensCpuRwd: crossing(3 + Math.floor(0.4 * rules.epochLength)),
    },
    resources: Object.fromEntries(
      RESOURCES.map((name) => [
        name,
        of(slots.flatMap((slot) => (slot.resources === null ? [] : [slot.resources[name]]))),
      ]),
    ),
  };
}

/** Upstream's threshold for a busy slot, % of one core. */
const BUSY_PERCENT = 85;

/** The longest runs of slots at 85 % of a core or more; a slot without figures counts as busy. */
function busySpans(slots: readonly SlotStats[]): SlotStats[][] {
  const spans: SlotStats[][] = [];
  let open: SlotStats[] | undefined;
  for (const slot of slots) {
    const busy = slot.resources === null || Number(slot.resources.CentiCpu) >= BUSY_PERCENT;
    if (!busy) open = undefined;
    else if (open !== undefined) open.push(slot);
    else {
      open = [slot];
      spans.push(open);
    }
  }
  return spans;
}

/** The hosts as one: a distribution over hosts at every centile. */
export function clusterPerf(hosts: readonly MachPerf<CdfI>[]): MachPerf<Cdf2> {
  const first = hosts[0]!;
  const each = (pick: (perf: MachPerf<CdfI>) => Readonly<Record<string, CdfI>>) =>
    Object.fromEntries(
      Object.keys(pick(first)).map((id) => [id, combine(hosts.map((host) => pick(host)[id]!))]),
    );
  const domains = hosts.map((host) => host.domainSlots as Domain<number, number>);
  return {
    version: first.version,
    domainSlots: domains,
    domainCdfSlots: combineDomains(domains),
    cdfs: each((perf) => perf.cdfs),
    resources: each((perf) => perf.resources),
  };
}

/** The ends and counts of several domains as distributions. */
export function combineDomains(domains: readonly Domain<number, number>[]): Domain<CdfI, CdfI> {
  const of = (values: readonly number[]) => cdf(STANDARD_CENTILES, values);
  const filtered = domains.flatMap((d) => (d.filtered === null ? [] : [d.filtered]));
  return {
    raw: [of(domains.map((d) => d.raw[0])), of(domains.map((d) => d.raw[1]))],
    filtered:
      filtered.length === 0 ? null : [of(filtered.map(([low]) => low)), of(filtered.map(([, high]) => high))],
    rawCount: of(domains.map((d) => d.rawCount)),
    filteredCount: of(domains.map((d) => d.filteredCount)),
  };
}

export function machPerfJson(perf: MachPerf<AnyCdf>): Json {
  const { domainSlots } = perf;
  return {
    mpVersion: { ...perf.version },
    mpDomainSlots: Array.isArray(domainSlots)
      ? domainSlots.map(plainDomainJson)
      : plainDomainJson(domainSlots as Domain<number, number>),
    mpDomainCDFSlots: domainJson(perf.domainCdfSlots, leafJson, leafJson),
    ...Object.fromEntries(Object.entries(perf.cdfs).map(([id, value]) => [id, cdfJson(value)])),
    mpResourceCDFs: {
      kind: 'Resources',
      ...Object.fromEntries(Object.entries(perf.resources).map(([id, value]) => [id, cdfJson(value)])),
    },
  };
}
