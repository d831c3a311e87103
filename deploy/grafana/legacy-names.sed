# Metrics' names of nodes before the new tracing, as they are now: sed -E -i -f legacy-names.sed dashboard.json rules.yml
# \b is the end of a name, since _ belongs to it: what has its new name already stays as it is.
s/\b(cardano_node_metrics_Forge)_forge_about_to_lead_int\b/\1_about_to_lead_counter/g
s/\b(cardano_node_metrics_Forge_(adopted|forged|node_is_leader|node_not_leader))_int\b/\1_counter/g
s/\b(cardano_node_metrics)_Stat_threads_int\b/\1_RTS_threads_int/g
s/\b(cardano_node_metrics_blockfetchclient_blockdelay)_s\b/\1_real/g
s/\b(cardano_node_metrics_blockfetchclient_blockdelay_cdf(One|Three|Five))\b/\1_real/g
s/\b(cardano_node_metrics_blockfetchclient_blocksize)\b/\1_int/g
s/\b(cardano_node_metrics_blockfetchclient_lateblocks)\b/\1_counter/g
s/\b(cardano_node_metrics_(blocksForged|nodeIsLeader))Num_int\b/\1_int/g
s/\b(cardano_node_metrics_connectionManager)_incomingConns\b/\1_inboundConns_int/g
s/\b(cardano_node_metrics_connectionManager)_outgoingConns\b/\1_outboundConns_int/g
s/\b(cardano_node_metrics_connectionManager_(duplex|fullDuplex|unidirectional)Conns)\b/\1_int/g
s/\b(cardano_node_metrics_inboundGovernor_(cold|hot|idle|warm))\b/\1_int/g
s/\b(cardano_node_metrics_forging_enabled)\b/\1_int/g
s/\b(cardano_node_metrics_forks)_int\b/\1_counter/g
s/\b(cardano_node_metrics)_nodeStartTime_int\b/\1_node_start_time_int/g
s/\b(cardano_node_metrics_peerSelection)_cold(BigLedgerPeers)?\b/\1_Cold\2_int/g
s/\b(cardano_node_metrics_peerSelection)_warm(BigLedgerPeers)?\b/\1_Warm\2_int/g
s/\b(cardano_node_metrics_peerSelection)_hot(BigLedgerPeers)?\b/\1_Hot\2_int/g
s/\b(cardano_node_metrics_peerSelection)_churn_([A-Za-z]+)_duration\b/\1_churn\2_duration_real/g
s/\b(cardano_node_metrics_peerSelection_[A-Za-z]+)\b/\1_int/g
s/\b(cardano_node_metrics_served_block)_count_int\b/\1_counter/g
s/\b(cardano_node_metrics_served_block_latest)_count_int\b/\1_int/g
s/\b(cardano_node_metrics_served_header_counter)_int\b/\1/g
s/\b(cardano_node_metrics_txsProcessedNum)_int\b/\1_counter/g
