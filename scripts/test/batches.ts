/** Test files that one process runs. */
export interface Batch {
  readonly files: readonly string[];
  /** Measures times or takes both cores: nothing else runs meanwhile. */
  readonly alone: boolean;
}

interface TestFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Loading a package for its first test costs as much as dozens of tests; a batch too large leaves the other core without
 * work at the end.
 */
const FILES_A_BATCH = 20;

/** Unit tests of one package in one process, the heaviest batch first. */
export function unitBatches(files: readonly TestFile[]): Batch[] {
  const batches: TestFile[][] = [];
  for (const ofPackage of Map.groupBy(files, ({ path }) => packageOf(path)).values()) {
    const parts = Math.ceil(ofPackage.length / FILES_A_BATCH);
    for (let part = 0; part < parts; part++) batches.push(ofPackage.filter((_, n) => n % parts === part));
  }
  return batches
    .sort((a, b) => weightOf(b) - weightOf(a))
    .map((batch) => ({ files: batch.map(({ path }) => path), alone: false }));
}

/** A process a file; a line `// Runs alone: REASON` keeps other files away from it. */
export function processBatches(files: readonly TestFile[]): Batch[] {
  return files.map(({ path, text }) => ({ files: [path], alone: /^\/\/ Runs alone: ./m.test(text) }));
}

function packageOf(path: string): string {
  const [first, second] = path.split('/');
  return first === 'packages' ? `${first}/${second}` : first!;
}

/** The length of its tests: a guess at the time that a batch takes. */
function weightOf(batch: readonly TestFile[]): number {
  return batch.reduce((sum, { text }) => sum + text.length, 0);
}
