/** `node experiment-process.ts RUNS`: the stand-in experiment as a process of its own, to be killed. Prints `done` at its end. */
import { runExperiment } from '../../src/index.ts';
import { pairedFigures, standInDesign, standInOptions, standInRunner } from './stand-in.ts';

const finished = await runExperiment(
  standInOptions({
    design: standInDesign(),
    runsDir: process.argv[2]!,
    runSide: standInRunner({ figures: pairedFigures(1.05), delayMs: 200 }),
    onEvent: (event) => {
      if (event.kind === 'run') console.log(`run ${event.run.index}`);
    },
  }),
);
console.log(`done ${finished!.comparisons[0]!.targets[0]!.metrics.find((m) => m.id === 'rss')!.verdict}`);
