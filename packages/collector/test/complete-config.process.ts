import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTracing, defineMessage, parseTraceConfig } from '@slotbench/tracing';
import {
  connectSocket,
  listenForwarder,
  parseAddress,
  runAcceptor,
  showAddress,
  type TraceObject,
} from '@slotbench/wire';
import { tracesOf, until, usePrograms } from './running-program.ts';

const run = usePrograms();
const MAGIC = 764824073;
const names = ['relay-0', 'relay-1'];

/** Every key of cardano-tracer 0.5.0; only paths, addresses, ports and certificates differ from its documentation. */
const complete = (network: string) => `
networkMagic: 764824073
network:
${network}
loRequestNum: 100
ekgRequestFreq: 2
ekgRequestFull: false
hasEKG:        {epHost: 127.0.0.1, epPort: 0}
hasPrometheus: {epHost: 127.0.0.1, epPort: 0, epForceSSL: true}
hasTimeseries: {epHost: 127.0.0.1, epPort: 0}
tlsCertificate:
  certificateFile: cert.pem
  certificateKeyFile: key.pem
  certificateChain: [intermediate1.pem]
hasForwarding:
- {tag: AcceptAt, contents: "reforward.sock"}
- [["ChainDB","AddBlockEvent"], ["Forge"]]
- {queueSize: 192, verbosity: Minimum, maxReconnectDelay: 45}
logging:
- {logRoot: ct-text, logMode: FileMode,    logFormat: ForHuman}
- {logRoot: ct-json, logMode: FileMode,    logFormat: ForMachine}
- {logRoot: "",      logMode: JournalMode, logFormat: ForHuman}
rotation: {rpFrequencySecs: 15, rpKeepFilesNum: 1, rpLogLimitBytes: 50000, rpMaxAgeMinutes: 60}
verbosity: ErrorsOnly
metricsNoSuffix: false
metricsHelp: metrics_help.json
resourceFreq: 60000
prometheusLabels: {cluster: mainnet-a}
`;

const added = defineMessage<{ blockNo: number }>({
  namespace: 'ChainDB.AddBlockEvent.AddedToCurrentChain',
  severity: 'Notice',
  forMachine: ({ blockNo }) => ({ kind: 'AddedToCurrentChain', blockNo }),
  forHuman: ({ blockNo }) => `Chain extended to block ${blockNo}`,
  fields: { blockNo: 'number: of the new tip' },
  metrics: ({ blockNo }) => [{ kind: 'int', name: 'blockNum', value: blockNo }],
  doc: 'A block was adopted.',
});
const other = defineMessage<{ peers: number }>({
  namespace: 'Net.PeerSelection',
  severity: 'Info',
  forMachine: ({ peers }) => ({ kind: 'PeerSelection', peers }),
  fields: { peers: 'number: of peers' },
  doc: 'Something that is not forwarded on.',
});

/** A node: its real tracing library, named by its configuration. */
type Node = ReturnType<typeof startNode>;

function startNode(name: string) {
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: { '': { severity: 'Info', backends: ['Forwarder', 'EKGBackend'] } },
      TraceOptionNodeName: name,
      TraceOptionMetricsPrefix: 'cardano.node.metrics.',
    }),
    {},
  );
  tracing.dataPoint('NodeInfo', {
    niName: name,
    niProtocol: 'Shelley',
    niVersion: '1',
    niCommit: 'c',
    niStartTime: '2026-07-01T00:00:00Z',
    niSystemStartTime: '2026-07-01T00:00:00Z',
  });
  return {
    tracing,
    trace(blockNo: number) {
      tracing.tracer(added)({ blockNo });
      tracing.tracer(other)({ peers: 5 });
    },
  };
}

/** Under the names of the configuration: the server's certificate is signed by the intermediate's, that by the root's. */
function copyCertificates(): void {
  for (const [from, to] of [
    ['server.pem', 'cert.pem'],
    ['server.key', 'key.pem'],
    ['intermediate.pem', 'intermediate1.pem'],
    ['root.pem', 'root.pem'],
  ] as const)
    copyFileSync(new URL(`vectors/tls/${from}`, import.meta.url), join(run.root, to));
}

/** The body of a page; https is verified against the root alone, so the chain must come along. */
function get(url: string, accept = '*/*'): Promise<{ status: number | undefined; body: string }> {
  const secure = url.startsWith('https:');
  const options = { headers: { accept }, ...(secure && { ca: readFileSync(join(run.root, 'root.pem')) }) };
  return new Promise((resolve, reject) => {
    (secure ? httpsRequest : httpRequest)(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece) => {
        body += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
}

async function readForwarded() {
  const objects: TraceObject[] = [];
  const session = await runAcceptor(await connectSocket(parseAddress(join(run.root, 'reforward.sock'))), {
    side: 'initiator',
    magic: MAGIC,
    onObjects: (batch) => void objects.push(...batch.objects()),
    onMetrics: () => {},
  });
  return { objects, session };
}

/** Runs the configuration with two nodes, `relay-0` and `relay-1`, and looks at everything it asks for. */
async function lookAtEverything(
  network: string,
  nodes: readonly Node[],
  connect: () => void = () => {},
): Promise<void> {
  copyCertificates();
  writeFileSync(
    join(run.root, 'metrics_help.json'),
    JSON.stringify({ blockNum: 'Number of the last block' }),
  );
  writeFileSync(join(run.root, 'config.yaml'), complete(network));
  const running = run.start(['-c', 'config.yaml']);
  await until(
    'the start',
    () => running.out.text.includes('Tracer.InitDone') || running.child.exitCode !== null,
  );
  assert.equal(running.child.exitCode, null, running.err.text);
  const traces = tracesOf(running);
  const endpoint = (name: string) => String(traces.find(({ ns }) => ns === `Tracer.${name}`)?.data.endpoint);
  const forwarded = await readForwarded();
  connect();
  for (const [n, node] of nodes.entries()) node.trace(100 + n);

  const log = (root: string, name: string, file: string) => {
    const path = join(run.root, root, name, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  for (const [n, name] of names.entries()) {
    await until(
      `the machine log of ${name}`,
      () => log('ct-json', name, 'node.json').split('\n').length === 3,
    );
    assert.equal(JSON.parse(log('ct-json', name, 'node.json').split('\n')[0]!).data.blockNo, 100 + n);
    await until('the human log', () => log('ct-text', name, 'node.log').split('\n').length === 3);
    assert.match(log('ct-text', name, 'node.log'), new RegExp(`^.*Chain extended to block ${100 + n}\n`));
  }
  await until('the objects of ChainDB', () => forwarded.objects.length >= names.length);
  assert.deepEqual(
    forwarded.objects.map(({ toNamespace }) => toNamespace.join('.')),
    names.map(() => 'ChainDB.AddBlockEvent.AddedToCurrentChain'),
  );

  const prometheus = endpoint('StartedPrometheus');
  assert.match(prometheus, /^https:\/\/127\.0\.0\.1:\d+\/$/);
  for (const [n, name] of names.entries()) {
    const value = `cardano_node_metrics_blockNum_int ${100 + n}\n`;
    let page = '';
    for (let tries = 0; tries < 100 && !page.includes(value); tries++) {
      page = (await get(`${prometheus}${name}`)).body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert(page.includes(value), page);
    assert(page.includes('# HELP cardano_node_metrics_blockNum_int Number of the last block\n'), page);
  }
  const targets = JSON.parse((await get(`${prometheus}targets`, 'application/json')).body);
  assert.deepEqual(
    targets.map(({ labels }: { labels: object }) => labels),
    names.map((name) => ({ cluster: 'mainnet-a', __metrics_path__: `/${name}`, node_name: name })),
  );
  // Refused with a page or by ending the connection: TLS servers do either.
  const plain = await get(prometheus.replace('https', 'http')).catch(() => undefined);
  assert(plain === undefined || plain.status! >= 400);

  const ekg = JSON.parse((await get(`${endpoint('StartedMonitoring')}${names[0]}`, 'application/json')).body);
  assert.deepEqual(ekg.cardano.node.metrics.blockNum_int, { type: 'g', val: 100 });

  const query = encodeURIComponent('cardano_node_metrics_blockNum_int now');
  const series = JSON.parse(
    (await get(`${endpoint('StartedTimeseriers')}timeseries/query?query=${query}`)).body,
  );
  assert.equal(series.status, 'success', JSON.stringify(series));
  assert.deepEqual(
    series.data.result.map(({ metric }: { metric: { node_name: string } }) => metric.node_name).sort(),
    names,
  );

  assert(running.out.text.includes('"ns":"Tracer.Resources"'));
  for (const name of ['StartedLogRotator', 'StartedReforwarder', 'ConfigIs'])
    assert(
      traces.some(({ ns }) => ns === `Tracer.${name}`),
      name,
    );

  forwarded.session.close();
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0, running.err.text);
}

test('cardano-tracer’s complete configuration, accepting at a unix socket', async () => {
  const nodes = names.map(startNode);
  await lookAtEverything('  tag: AcceptAt\n  contents: "forwarder.sock"', nodes, () => {
    const address = parseAddress(join(run.root, 'forwarder.sock'));
    for (const { tracing } of nodes) tracing.startForwarding(address, { magic: MAGIC });
  });
  for (const { tracing } of nodes) await tracing.close();
});

test('cardano-tracer’s complete configuration, connecting over TCP and to a unix socket', async () => {
  const nodes = names.map(startNode);
  const places = ['127.0.0.1:0', join(run.root, 'node-1.sock')];
  const listening = await Promise.all(
    nodes.map(({ tracing }, n) =>
      listenForwarder(parseAddress(places[n]!), { magic: MAGIC, source: tracing.source }),
    ),
  );
  const addresses = listening.map(({ address }) => showAddress(address));
  await lookAtEverything(`  tag: ConnectTo\n  contents: ${JSON.stringify(addresses)}`, nodes);
  for (const one of listening) await one.close();
  for (const { tracing } of nodes) await tracing.close();
});
