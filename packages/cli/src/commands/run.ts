import { resolve } from 'node:path';
import type { DriverName } from '@slotbench/cluster';
import { attachRun } from '../attach-run.ts';
import type { Command, Io, Values } from '../command.ts';
import { emulatedNetwork, NETWORK_OPTION } from '../emulated-network.ts';
import { CliError } from '../errors.ts';
import { CLOUD_OPTIONS, cloudOptions } from '../nomad-cloud-options.ts';
import { RUNS_OPTION, runsDir } from '../places.ts';
import { printFinishedRun } from '../print-finished-run.ts';
import { profileOf, SCALE_OPTION } from '../profile-argument.ts';
import { progressLine } from '../progress.ts';
import { runCredentials } from '../run-credentials.ts';
import { statusLine } from '../status-line.ts';

export const run: Command = {
  name: 'run',
  summary: 'Run a profile and report on it',
  description:
    'Makes a genesis, starts collector, nodes and generator as processes of their own, stops them in order, analyses their traces and writes a report. Ctrl-C stops the run and keeps what there is.',
  arguments: [{ name: 'profile', help: 'name of a profile (`slotbench profiles list`)', optional: true }],
  options: {
    repeat: {
      type: 'count',
      short: 'n',
      value: 'N',
      help: 'this many runs, one after the other, and their variance (default: 1)',
    },
    overlay: {
      type: 'text',
      value: 'FILE',
      help: 'JSON that is laid over the profile and recorded with the run',
    },
    scale: SCALE_OPTION,
    node: {
      type: 'texts',
      value: 'DRIVER[:N]',
      help: 'what the nodes are (`slotbench driver list`); again with :N for N of them that are of another kind',
    },
    nodeBinary: {
      type: 'texts',
      value: '[DRIVER=]FILE',
      help: 'your own program of the driver without a number, or of the one named; again for each',
    },
    backend: {
      type: 'text',
      value: 'NAME',
      help: 'where the processes run (`slotbench backend list`; default: local)',
    },
    attach: {
      type: 'text',
      value: 'RUN',
      help: 'go on with a run on Nomad whose process is gone, to its report; instead of a profile',
    },
    batch: { type: 'text', value: 'NAME', help: 'a label that becomes part of the tag' },
    network: NETWORK_OPTION,
    observe: {
      type: 'flag',
      help: 'have an outside observer in the run: what nodes offer and cost, whatever they log',
    },
    basePort: { type: 'count', value: 'PORT', help: 'first port of the nodes (default: free ones)' },
    ...CLOUD_OPTIONS,
    runs: RUNS_OPTION,
    json: { type: 'flag', help: 'print one JSON object a run: run, results, report, status' },
  },
  examples: [
    ['slotbench run quick', 'four embedded nodes, about 40 s'],
    ['slotbench run quick -n 3 --batch before', 'three runs labelled `before`'],
    ['slotbench run quick --overlay o.json', 'with other parameters'],
    ['slotbench run quick --node cardano-node --node-binary ./cardano-node', 'your own node'],
    ['slotbench run quick --backend nomad-exec', 'the same as tasks of a Nomad'],
    ['slotbench run --attach current', 'go on with it after its process was killed'],
    ['slotbench run quick --node embedded --node amaru:1', 'two implementations in one network'],
  ],
  async run(values, io) {
    if (values.attach !== undefined) return await attachRun(values, io);
    if (values.profile === undefined)
      throw new CliError({
        exit: 'usage',
        message: 'run: name a profile (`slotbench profiles list` prints all), or a run with --attach',
      });
    const [{ runBenchmark }, { drivers, fitProfile, openBackend, parseNodeMix }] = await Promise.all([
      import('@slotbench/lab/benchmark'),
      import('@slotbench/cluster'),
    ]);
    const mix = parseNodeMix((values.node as readonly string[] | undefined) ?? ['embedded']);
    const name = String(values.profile);
    const asked = await profileOf(name, values, io);
    const fit = fitProfile(
      asked,
      mix.map(({ driver }) => drivers[driver]),
    );
    if (fit !== undefined) io.stderr.write(`${fit.why}\n`);
    const profile = fit === undefined ? asked : await profileOf(name, values, io, fit.overlay);
    const main = mix.find(({ count }) => count === undefined)!.driver;
    const binaries = binariesOf((values.nodeBinary as readonly string[] | undefined) ?? [], main, io.cwd);
    const runs = Number(values.repeat ?? 1);
    const credentials = await runCredentials(values, { profile, runs }, io);
    const backend = String(values.backend ?? 'local');
    const cloud = cloudOptions(values, backend, io);
    const line = statusLine(io.stderr, Date.now);
    let incomplete = false;
    const complete: string[] = [];
    for (let n = 1; n <= runs && !io.signal.aborted; n++) {
      const finished = await runBenchmark({
        profile,
        runsDir: runsDir(values, io),
        driver: main,
        others: mix.filter(({ count }) => count !== undefined),
        backend:
          (await emulatedNetwork(values, profile, io)) ??
          openBackend(backend, credentials.env, { ...cloud, newKeys: credentials.newKeys }),
        ...(binaries[main] === undefined ? {} : { nodeBinary: binaries[main] }),
        otherBinaries: binaries,
        ...(values.batch === undefined ? {} : { batch: String(values.batch) }),
        observe: values.observe === true,
        ...(values.basePort === undefined ? {} : { basePort: Number(values.basePort) }),
        signal: io.signal,
        now: Date.now,
        note: (words) => io.note(`slotbench run: ${words}`),
        onProgress: (progress) => line.show(progressLine(progress, { columns: io.columns, run: n, runs })),
      })
        .catch(async (error: unknown) => {
          await credentials.release();
          throw error;
        })
        .finally(() => line.clear());
      if (n === runs || io.signal.aborted) await credentials.release();
      incomplete ||= finished.status === 'incomplete';
      if (finished.status === 'complete') complete.push(resolve(finished.runDir));
      await printFinishedRun(finished, values, io);
    }
    if (runs > 1 && complete.length > 1) await takeTogether(complete, values, io);
    return incomplete ? 'incomplete' : 'ok';
  },
};

/** `FILE` belongs to the driver without a number, `DRIVER=FILE` to the one named. */
function binariesOf(
  texts: readonly string[],
  main: DriverName,
  cwd: string,
): { [driver in DriverName]?: string } {
  return Object.fromEntries(
    texts.map((text) => {
      const [, driver = main, file = text] = /^(embedded|cardano-node|amaru|dingo)=(.+)$/.exec(text) ?? [];
      return [driver, resolve(cwd, file)];
    }),
  );
}

/** Several runs of one command end as one entity, ready to be compared. */
async function takeTogether(runDirs: readonly string[], values: Values, io: Io): Promise<void> {
  const [{ makeVariance }, { renderVarianceText }] = await Promise.all([
    import('@slotbench/lab'),
    import('@slotbench/report'),
  ]);
  const made = await makeVariance({
    runsDir: runsDir(values, io),
    members: runDirs,
    ...(values.batch === undefined ? {} : { name: String(values.batch) }),
    now: () => new Date(),
  });
  if (values.json)
    io.print(JSON.stringify({ variance: made.runDir, results: made.resultsPath, report: made.reportPath }));
  else {
    io.print(`\n${renderVarianceText(made.variance, { width: io.columns }).trimEnd()}`);
    io.print(`\nvariance ${made.runDir}`);
    io.print(`report   ${made.reportPath}`);
  }
}
