import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../deploy/grafana/legacy-names.sed', import.meta.url));
const missing = spawnSync('sed', ['--version']).error;
const skip = missing !== undefined && 'no sed on this machine';

/** Names without `cardano_node_metrics_`, of the legacy system and of today, by cardano-node's guide to the metrics' migration. */
const renamed: Readonly<Record<string, string>> = {
  Forge_forge_about_to_lead_int: 'Forge_about_to_lead_counter',
  Forge_adopted_int: 'Forge_adopted_counter',
  Forge_node_is_leader_int: 'Forge_node_is_leader_counter',
  Stat_threads_int: 'RTS_threads_int',
  blockfetchclient_blockdelay_s: 'blockfetchclient_blockdelay_real',
  blockfetchclient_blockdelay_cdfThree: 'blockfetchclient_blockdelay_cdfThree_real',
  blockfetchclient_blocksize: 'blockfetchclient_blocksize_int',
  blockfetchclient_lateblocks: 'blockfetchclient_lateblocks_counter',
  blocksForgedNum_int: 'blocksForged_int',
  nodeIsLeaderNum_int: 'nodeIsLeader_int',
  connectionManager_incomingConns: 'connectionManager_inboundConns_int',
  connectionManager_outgoingConns: 'connectionManager_outboundConns_int',
  connectionManager_fullDuplexConns: 'connectionManager_fullDuplexConns_int',
  inboundGovernor_warm: 'inboundGovernor_warm_int',
  forging_enabled: 'forging_enabled_int',
  forks_int: 'forks_counter',
  nodeStartTime_int: 'node_start_time_int',
  peerSelection_hot: 'peerSelection_Hot_int',
  peerSelection_coldBigLedgerPeers: 'peerSelection_ColdBigLedgerPeers_int',
  peerSelection_KnownPeers: 'peerSelection_KnownPeers_int',
  peerSelection_churn_DecreasedActivePeers_duration: 'peerSelection_churnDecreasedActivePeers_duration_real',
  served_block_count_int: 'served_block_counter',
  served_block_latest_count_int: 'served_block_latest_int',
  served_header_counter_int: 'served_header_counter',
  txsProcessedNum_int: 'txsProcessedNum_counter',
  // The same in both.
  blockNum_int: 'blockNum_int',
  density_real: 'density_real',
};
const expression = (name: string) => `rate(cardano_node_metrics_${name}{alias="x"}[5m]) > 0`;
const translate = (text: string) => spawnSync('sed', ['-E', '-f', script], { input: text, encoding: 'utf8' });

test('expressions with a metric’s legacy name get today’s, and keep it', { skip }, () => {
  const once = translate(Object.keys(renamed).map(expression).join('\n'));
  assert.equal(once.status, 0, once.stderr);
  assert.deepEqual(once.stdout.split('\n'), Object.values(renamed).map(expression));
  assert.equal(translate(once.stdout).stdout, once.stdout);
});

test('a name of today’s dashboards is left as it is', { skip }, () => {
  const vectors = new URL('../../collector/test/vectors/metrics/dashboards.json', import.meta.url);
  const { gLiveView } = JSON.parse(readFileSync(vectors, 'utf8')) as { gLiveView: string[] };
  assert.ok(gLiveView.length > 20);
  const today = gLiveView.map(expression).join('\n');
  assert.equal(translate(today).stdout, today);
});
