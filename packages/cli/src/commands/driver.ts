import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from '../command.ts';
import { checklist } from '../driver-checklist.ts';
import { RUNS_OPTION, runsDir } from '../places.ts';
import { progressLine } from '../progress.ts';
import { statusLine } from '../status-line.ts';
import { table } from '../table-text.ts';

export const driverList: Command = {
  name: 'list',
  summary: 'List the node drivers, how far each was tried, and what is installed here',
  isDefault: true,
  options: { json: { type: 'flag', help: 'print one JSON object a driver' } },
  async run(values, io) {
    const { drivers } = await import('@slotbench/cluster');
    const rows = await Promise.all(
      Object.values(drivers).map(async ({ id, status, capabilities, detect }) => {
        const found = await detect().catch((error: Error) => ({ missing: error.message }));
        const installed = 'missing' in found ? null : { version: found.version, command: found.command };
        return { driver: id, status, capabilities: [...capabilities], installed };
      }),
    );
    if (values.json) for (const row of rows) io.print(JSON.stringify(row));
    else
      for (const line of table([
        ['driver', 'status', 'can', 'here'],
        ...rows.map(({ driver, status, capabilities, installed }) => [
          driver,
          status,
          capabilities.length === 0 ? 'follow' : capabilities.join(', '),
          installed === null ? 'no' : installed.version,
        ]),
      ]))
        io.print(line);
    return 'ok';
  },
};

export const driverVerify: Command = {
  name: 'verify',
  summary: 'Try a node driver on your own program: a run of about a minute and a checklist',
  description:
    'Runs the profile `quick` on nodes of this kind and checks that the program takes its command line, that every event reaches the report and that the traces keep to what must hold. Leaves `driver-verify.json` in the run: the file to send, without keys or logs.',
  arguments: [{ name: 'driver', help: 'name of a driver (`slotbench driver list`)' }],
  options: {
    nodeBinary: { type: 'text', value: 'FILE', help: 'the program (default: the one on PATH)' },
    runs: RUNS_OPTION,
  },
  examples: [['slotbench driver verify cardano-node --node-binary ./cardano-node', 'your own build']],
  async run(values, io) {
    const [{ drivers, parseNodeMix }, { runBenchmark }, { resolveProfile }] = await Promise.all([
      import('@slotbench/cluster'),
      import('@slotbench/lab/benchmark'),
      import('@slotbench/profiles'),
    ]);
    const { driver } = parseNodeMix([String(values.driver)])[0]!;
    const { capabilities, status } = drivers[driver];
    const line = statusLine(io.stderr, Date.now);
    const finished = await runBenchmark({
      profile: resolveProfile(
        (capabilities as ReadonlySet<string>).has('forwarding') ? 'quick' : 'quick-notracer',
      ),
      runsDir: runsDir(values, io),
      driver,
      batch: 'driver-verify',
      ...(values.nodeBinary === undefined ? {} : { nodeBinary: resolve(io.cwd, String(values.nodeBinary)) }),
      signal: io.signal,
      now: Date.now,
      onProgress: (progress) => line.show(progressLine(progress, { columns: io.columns, run: 1, runs: 1 })),
    }).finally(() => line.clear());
    if (finished.analysed === undefined) {
      io.print(`not passed: ${finished.reason ?? ''}; nothing to analyse: ${finished.notAnalysed ?? ''}`);
      return 'incomplete';
    }
    const { results } = finished.analysed;
    const checks = checklist(results);
    for (const text of table(checks.map((each) => [each.passed ? 'ok' : 'FAILED', each.what, each.found])))
      io.print(text);
    const path = join(finished.runDir, 'driver-verify.json');
    const { node, nodeVersion, version, manifest } = results.run;
    const bundle = { driver, statusBefore: status, node, nodeVersion, slotbench: version, manifest, checks };
    await writeFile(path, `${JSON.stringify(bundle, undefined, 1)}\n`);
    const failed = checks.filter(({ passed }) => !passed).length;
    io.print(
      `\n${failed === 0 ? 'passed' : `${failed} of ${checks.length} not passed`}; to send: ${resolve(path)}`,
    );
    return failed === 0 ? 'ok' : 'violated';
  },
};
