/** Mutants that live for a reason: no test can tell them from the original, or none should. */
export interface Explained {
  readonly path: string;
  /** The line of the source, trimmed; numbers of lines would move. */
  readonly line: string;
  /** As `npm run mutate` prints it; absent: every change of the line. */
  readonly change?: string;
  readonly reason: string;
}

export const explained: readonly Explained[] = [];

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
