/** Mutants that live for a reason: no test can tell them from the original, or none should. */
export interface Explained {
  readonly path: string;
  /** The line of the source, trimmed; numbers of lines would move. */
  readonly line: string;
  /** As `npm run mutate` prints it; absent: every change of the line. */
  readonly change?: string;
  readonly reason: string;
}

export const explained: readonly Explained[] = [
  {
    path: 'packages/cbor/src/framer.ts',
    line: 'if (this.#length === 0 && chunks.length === 1) {',
    change: 'condition → false',
    reason: 'saves a copy; the bytes are the same',
  },
  {
    path: 'packages/cbor/src/framer.ts',
    line: '#bytes: Uint8Array = new Uint8Array(0);',
    reason: '#length, not the array, says what is pending',
  },
  {
    path: 'packages/cbor/src/framer.ts',
    line: 'if (!this.#owned || length > this.#bytes.length) {',
    change: '> → >=',
    reason: 'one copy more, the same bytes',
  },
  {
    path: 'packages/cbor/src/framer.ts',
    line: 'const grown = new Uint8Array(Math.max(length, this.#owned ? this.#bytes.length * 2 : 0));',
    reason: 'how much room is made beyond what is needed is speed',
  },
  {
    path: 'packages/cbor/src/framer.ts',
    line: 'this.#owned = true;',
    change: 'true → false',
    reason: 'copies at every chunk: the same bytes, slower; the test of 20,000 pieces bounds the time',
  },
  {
    path: 'packages/cbor/src/framer.ts',
    line: 'if (this.#length === 0) return undefined;',
    change: 'condition → false',
    reason: 'a scan of no bytes ends without an item as well',
  },
  {
    path: 'packages/cbor/src/scan.ts',
    line: 'if ((major === 2 || major === 3) && info !== 31) {',
    change: '31 → 32',
    reason: 'the argument of an indefinite string is 0, which adds nothing',
  },
  {
    path: 'packages/cbor/src/writer.ts',
    line: 'this.#room(9 + atMost);',
    change: '9 → 10',
    reason: 'a byte of room that is not used',
  },
  {
    path: 'packages/cbor/src/writer.ts',
    line: 'const SHORT_TEXT = 32;',
    reason: 'up to which length a text is written byte by byte is speed',
  },
  {
    path: 'packages/wire/src/data-point/codec.ts',
    line: 'const CHUNK_BYTES = 32747;',
    reason: 'where a long text is cut is free; every reader joins the chunks',
  },
  {
    path: 'packages/analysis/src/statistics/multiplicity.ts',
    line: 'let ceiling = 1;',
    reason: 'the largest P value, which comes first, is at most 1 itself',
  },
  {
    path: 'packages/analysis/src/statistics/beta.ts',
    line: 'return x < (a + 1) / (a + b + 2)',
    reason: 'both fractions converge; which one does so sooner is speed',
  },
  {
    path: 'packages/analysis/src/statistics/gamma.ts',
    line: 'return x < a + 1 ? 1 - series(a, x) : continuedFraction(a, x);',
    change: '1 → 0',
    reason: 'both expansions converge there; which one does so sooner is speed',
  },
  {
    path: 'packages/analysis/src/statistics/sum.ts',
    line: 'lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;',
    change: '>= → >',
    reason: 'of two equal magnitudes either may be taken for the larger',
  },
  {
    path: 'packages/analysis/src/statistics/chi-squared.ts',
    line: 'const spread = 2 / (9 * df);',
    reason: 'a start of the search, which ends at the same place from any',
  },
  {
    path: 'packages/analysis/src/statistics/chi-squared.ts',
    line: 'const start = df * (1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3;',
    reason: 'a start of the search, which ends at the same place from any',
  },
  {
    path: 'packages/analysis/src/statistics/alpha-spending.ts',
    line: 'const weight = ((i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2) * width) / 3;',
    change: '0 → (-1)',
    reason:
      'sums that stand at the lowest node do not come to the upper bound, which is all that is asked; to a millionth the bound is the same',
  },
  {
    path: 'packages/analysis/src/statistics/beta.ts',
    line: 'return Math.abs(x) < 1e-300 ? 1e-300 : x;',
    reason: 'no fraction of a test comes to a denominator of 0; the algorithm of Lentz asks for the guard',
  },
  {
    path: 'packages/analysis/src/statistics/beta.ts',
    line: 'if (x === 0) return 0;',
    change: 'condition → false',
    reason: '0 to the power of a is 0 as well',
  },
  {
    path: 'packages/analysis/src/statistics/chi-squared.ts',
    line: 'if (x <= 0) return 0;',
    change: '<= → <',
    reason: 'at 0 the density comes to 0 for more than two degrees of freedom by its formula',
  },
  {
    path: 'packages/analysis/src/statistics/gamma.ts',
    line: 'if (!(a > 0) || !(x >= 0)) return Number.NaN;',
    change: '> → >=',
    reason: 'a of 0 gives NaN by the series too',
  },
  {
    path: 'packages/analysis/src/statistics/normal.ts',
    line: 'return z < 0 ? gammaQ(0.5, half) / 2 : 0.5 + gammaP(0.5, half) / 2;',
    change: '< → <=',
    reason: 'at 0 both halves are 0.5',
  },
  {
    path: 'packages/analysis/src/statistics/permutation.ts',
    line: 'const slack = 1e-12 * differences.reduce((all, d) => all + Math.abs(d), 0);',
    change: '0 → 1',
    reason: 'how much more than rounding is forgiven is free',
  },
  {
    path: 'packages/analysis/src/statistics/permutation.ts',
    line: 'const patterns = 2 ** (n - 1);',
    change: '1 → 0',
    reason: 'both halves are mirror images: twice the work, the same share',
  },
  {
    path: 'packages/analysis/src/statistics/permutation.ts',
    line: 'sum -= 2 * sign[flip]! * differences[flip]!;',
    change: '* → /',
    reason: 'a sign divides as it multiplies',
  },
  {
    path: 'packages/analysis/src/statistics/poisson.ts',
    line: 'let high = Math.ceil(mean) + 1;',
    reason: 'a start of the search, which ends at the same place from any',
  },
  {
    path: 'packages/analysis/src/statistics/quantile.ts',
    line: 'for (let i = 0; i < 400; i++) {',
    reason: 'how many steps a search may take; it ends long before',
  },
  {
    path: 'packages/analysis/src/statistics/quantile.ts',
    line: 'if (error === 0) return x;',
    reason: 'saves steps; the search would come back to x',
  },
  {
    path: 'packages/analysis/src/statistics/quantile.ts',
    line: 'if (error < 0) low = x;',
    change: '< → <=',
    reason: 'an error of 0 has ended the search the line before',
  },
  {
    path: 'packages/wire/src/ekg/state.ts',
    line: 'Done: { sizeBytes: 0 },',
    reason: 'nothing is read once a protocol is done',
  },
  {
    path: 'packages/wire/src/data-point/state.ts',
    line: 'Done: { sizeBytes: 0 },',
    reason: 'nothing is read once a protocol is done',
  },
  {
    path: 'packages/wire/src/handshake/state.ts',
    line: 'if (!(error instanceof CborError)) throw error;',
    change: 'condition → false',
    reason: 'decoders throw nothing else; a fault of ours must not be told to a peer as its own',
  },
  {
    path: 'packages/analysis/src/statistics/power.ts',
    line: 'const weight = (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * chiSquaredDensity(s * s * df, df) * s;',
    reason: 'what is integrated vanishes at both ends: any even weights give the same sum to all digits',
  },
  {
    path: 'packages/analysis/src/statistics/power.ts',
    line: 'let low = 0;',
    change: '0 → (-1)',
    reason: 'a bracket of the search, which ends at the same place from any',
  },
  {
    path: 'packages/analysis/src/statistics/quantile.ts',
    line: 'if (!(next > low && next < high)) {',
    change: '> → >=',
    reason: 'a step onto the bracket itself is halved at the next one',
  },
  {
    path: 'packages/analysis/src/statistics/rank-test.ts',
    line: 'let missed = p(0);',
    change: '0 → 1',
    reason: 'the least and the second least rank sum come about in one way each',
  },
  {
    path: 'packages/analysis/src/statistics/student-t.ts',
    line: 'if (t === Number.POSITIVE_INFINITY) return 0;',
    change: 'condition → false',
    reason: 'beta at 0 is 0 as well',
  },
  {
    path: 'packages/analysis/src/statistics/student-t.ts',
    line: 'if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;',
    change: '0 → (-1)',
    reason: 'below 0 the search finds nothing either',
  },
  {
    path: 'packages/analysis/src/statistics/student-t.ts',
    line: 'if (tail === 0) return Number.POSITIVE_INFINITY;',
    change: '0 → (-1)',
    reason: 'the search runs to infinity by itself',
  },
  {
    path: 'packages/analysis/src/statistics/student-t.ts',
    line: 'low: 0,',
    reason: 'a bracket of the search, which the first step corrects',
  },
  {
    path: 'packages/analysis/src/statistics/trend.ts',
    line: 'const cross = ranks.reduce((sum, rank, i) => sum + (rank - middle) * (i + 1 - middle), 0);',
    change: '- → +',
    reason: 'the ranks less their middle sum up to 0, so that any constant may be added to the other factor',
  },
  {
    path: 'packages/analysis/src/chain/filters.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: quotes the source
    line: 'WORDS[condition.tag]?.(condition.value ?? 0, condition.upTo ?? 0) ?? `${condition.tag} ${condition.value}`',
    reason: 'a condition whose words name a bound has it',
  },
  {
    path: 'packages/analysis/src/chain/filters.ts',
    line: ': (SLOT_TESTS[tag]?.(block.slot, value ?? 0, chain, upTo ?? 0) ?? true);',
    reason: 'a condition that looks at a bound has it',
  },
];

/** Explanations of lines that are no longer there; each is a fault. */
export function stale(list: readonly Explained[], textOf: (path: string) => string | undefined): string[] {
  return list
    .filter(
      ({ path, line }) =>
        !textOf(path)
          ?.split('\n')
          .some((text) => text.trim() === line),
    )
    .map(({ path, line }) => `${path} has no line \`${line}\`: take its explanation out of explained.ts`);
}

export function explanationOf(
  list: readonly Explained[],
  mutant: { path: string; line: string; change: string },
): Explained | undefined {
  return list.find(
    ({ path, line, change }) =>
      path === mutant.path && line === mutant.line.trim() && (change ?? mutant.change) === mutant.change,
  );
}
