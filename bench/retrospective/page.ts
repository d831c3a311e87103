import { describeDifference, HEADLINE } from '@slotbench/analysis';
import {
  type HistoryFile,
  noisePairs,
  type PublishedTable,
  pairNoise,
  type Rejudged,
  type RejudgedMetric,
  rejudge,
} from '@slotbench/lab';
import { type Claim, claimsOf } from './claims.ts';

/** `docs/retrospective.md`, a function of the published figures and of the claims. */
export function retrospectivePage(file: HistoryFile): string {
  const tables = file.tables.filter(({ report }) => !report.startsWith('execbudget'));
  const judged = tables.map((table) => judge(file, table));
  return `${[
    '<!-- Written by `node --conditions=source bench/retrospective/write.ts`; edit the claims and the code. -->',
    '',
    '# The published release comparisons, judged again',
    '',
    ...intro(file),
    ...summary(judged),
    '',
    '## Reruns of one version',
    '',
    ...reruns(file),
    ...judged.flatMap(section),
  ].join('\n')}\n`;
}

interface Judged {
  readonly table: PublishedTable;
  readonly result: Rejudged;
  readonly claims: readonly {
    readonly claim: Claim;
    readonly metric: RejudgedMetric | undefined;
    readonly carried: Carried;
  }[];
}

type Carried = 'carried' | 'not carried' | 'contradicted' | 'cannot be judged';

function judge(file: HistoryFile, table: PublishedTable): Judged {
  const result = rejudge(file, { base: table.base.run, target: table.target.run });
  const claims = claimsOf(table.report, table.target.id).map((claim) => {
    const metric = result.metrics.find(({ facts }) => facts.id === claim.metric);
    return { claim, metric, carried: carriedBy(claim, metric) };
  });
  return { table, result, claims };
}

/**
 * A change is carried if the 95 % interval leaves out "no change" on the side that was claimed, "unchanged" if the interval lies within
 * the margin. Claims are judged one by one, without a correction for their number: in their favour.
 */
function carriedBy({ sign }: Claim, metric: RejudgedMetric | undefined): Carried {
  if (metric === undefined) return 'cannot be judged';
  const { low, high } = metric.ratio;
  const shown = low > 1 ? 1 : high < 1 ? -1 : 0;
  if (sign === 0) {
    if (shown !== 0 && Math.abs(metric.ratio.estimate - 1) > metric.margin) return 'contradicted';
    return low > 1 - metric.margin && high < 1 + metric.margin ? 'carried' : 'not carried';
  }
  if (shown === sign) return 'carried';
  return shown === -sign ? 'contradicted' : 'not carried';
}

function intro(file: HistoryFile): string[] {
  const pairs = noisePairs(file);
  const runs = new Map(file.runs.map((run) => [run.record.tag, run]));
  return [
    'Upstream published one run a version and load, on a cluster of 52 nodes, and its texts tell of changes of 1 or 2 %. One run says',
    'nothing about its own variation. What can be said rests on the four pairs of runs in which one version was run twice on the same',
    'hardware in the same era:',
    '',
    ...pairs.map(({ name, caveat }) => `- ${name} (${caveat})`),
    '',
    'Each pair gives one degree of freedom of noise. A comparison is then a t interval of the logarithm of target over base with four of',
    'them, Holm over the headline metrics, the same margins as `slotbench compare`. Noise of four pairs is known badly itself, which the',
    'interval contains: t is 2.78, not 1.96. A pair that is judged is left out of its own noise, under both loads.',
    '',
    '| metric | deviation of a run | change seen by one run against one | margin |',
    '|---|---|---|---|',
    ...file.definitions
      .filter(({ id }) => HEADLINE.includes(id))
      .flatMap((facts) => {
        const noise = pairNoise(facts.id, pairs, runs);
        if (noise === null) return [];
        const reach = 2.7764 * Math.SQRT2 * noise.sd;
        const margin = rejudge(file, { base: pairs[0]!.base, target: pairs[0]!.target }).metrics.find(
          (one) => one.facts.id === facts.id,
        )!.margin;
        return [
          `| ${facts.name} | ${percent(noise.sd)} | beyond ±${percent(Math.expm1(reach))} | ${percent(margin)} |`,
        ];
      }),
    '',
    'What the pairs cannot know: the text of 8.9.3 says that the network below the cluster changed before 8.9.1 was run again, so that',
    'part of their noise may be that change. Without it more claims would be carried; with single runs nobody can tell.',
    '',
  ];
}

function summary(judged: readonly Judged[]): string[] {
  const claims = judged.flatMap((one) => one.claims);
  const count = (carried: Carried, changes: boolean) =>
    claims.filter((one) => one.carried === carried && (one.claim.sign !== 0) === changes).length;
  const row = (label: string, changes: boolean) =>
    `| ${label} | ${count('carried', changes)} | ${count('not carried', changes)} | ${count('contradicted', changes)} | ${count('cannot be judged', changes)} |`;
  const refused = judged.filter(({ result }) => result.refused.length > 0);
  const worse = judged.filter(({ result }) => result.metrics.some(({ verdict }) => verdict === 'worse'));
  return [
    '## What the figures carry',
    '',
    `${judged.length} tables, ${claims.length} claims of their texts:`,
    '',
    '| the text says | carried | not carried | contradicted | cannot be judged |',
    '|---|---|---|---|---|',
    row('a change', true),
    row('unchanged', false),
    '',
    `Refused as not comparable: ${refused.length} tables (${refused.map(({ table }) => title(table)).join('; ')}).`,
    '',
    `A headline metric is shown worse in ${worse.length} tables: ${worse
      .map(
        ({ table, result }) =>
          `${title(table)} (${result.metrics
            .filter(({ verdict }) => verdict === 'worse')
            .map(({ facts }) => facts.name)
            .join(', ')})`,
      )
      .join(
        '; ',
      )}. Every text read here but that of 10.6.0-pre concludes that there is no regression. The figures show none`,
    'of less than the second column above either, because they cannot: `undecided` is the honest word for them.',
    '',
    'The studies of execution budgets are left out: they change the load on purpose. The memory that 10.6.2 saves against 10.5.4 comes, as',
    'its text says, from the benchmark’s own set-up: a verdict says that a figure changed, not why.',
  ];
}

function reruns(file: HistoryFile): string[] {
  const rows = file.pairs.map((pair) => {
    const result = rejudge(file, pair);
    if (result.refused.length > 0) return `| ${pair.name} | not comparable: ${why(result)} |`;
    const headline = result.metrics.filter(({ headline }) => headline);
    const list = (verdict: string) =>
      headline.filter((one) => one.verdict === verdict).map(({ facts }) => facts.name);
    const words = (['worse', 'better', 'equivalent', 'undecided'] as const).flatMap((verdict) => {
      const names = list(verdict);
      return names.length === 0 ? [] : [`${verdict}: ${names.join(', ')}`];
    });
    return `| ${pair.name} | ${words.join('; ')} |`;
  });
  return ['| pair | verdicts |', '|---|---|', ...rows];
}

function section({ table, result, claims }: Judged): string[] {
  const head = ['', `## ${title(table)}`, ''];
  if (result.refused.length > 0)
    return [
      ...head,
      `Not comparable: ${why(result)}. ${claims.length === 0 ? '' : `Its text makes ${claims.length} claims, none of which the figures can carry.`}`.trim(),
    ];
  const claimed = new Map(claims.map((one) => [one.claim.metric, one]));
  const shown = result.metrics.filter(({ facts, headline }) => headline || claimed.has(facts.id));
  const missing = claims.filter(({ metric }) => metric === undefined);
  return [
    ...head,
    '| metric | change | 95 % interval | verdict | the text says | |',
    '|---|---|---|---|---|---|',
    ...shown.map((metric) => {
      const one = claimed.get(metric.facts.id);
      const { estimate, low, high } = metric.ratio;
      return `| ${metric.headline ? `**${metric.facts.name}**` : metric.facts.name} | ${change(estimate)} | ${change(low)} … ${change(high)} | ${metric.verdict ?? ''} | ${one?.claim.says ?? ''} | ${one?.carried ?? ''} |`;
    }),
    ...missing.map(({ claim, carried }) => `| ${claim.metric} | | | | ${claim.says} | ${carried} |`),
  ];
}

function title({ report, base, target }: PublishedTable): string {
  const load = report.replace(/^.*\.(?=[a-z-]+$)/, '');
  return `${target.id} against ${base.id}, ${load}`;
}

function why({ refused }: Rejudged): string {
  return refused
    .map((difference) =>
      describeDifference({
        ...difference,
        values: difference.values.map((one) => ({ ...one, tags: one.tags.map(shortTag) })),
      }),
    )
    .join('; ');
}

/** `2025-06-27-19-37-10.5-baseline-value` -> `10.5-baseline`. */
function shortTag(tag: string): string {
  return tag.replace(/^\d{4}-\d\d-\d\d-\d\d-\d\d-/, '').replace(/-(value|plutus|other)$/, '');
}

function change(ratio: number): string {
  const value = (ratio - 1) * 100;
  const digits = Math.abs(value) < 10 ? 1 : 0;
  const text = Math.abs(value).toFixed(digits);
  return `${Number(text) === 0 ? '' : value < 0 ? '−' : '+'}${text} %`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
