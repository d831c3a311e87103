/** What `slotbench query` can be asked: tables of a run, their columns in SQL. `docs/query.md` is made from this. */
export type TableName = 'blocks' | 'observations' | 'slots' | 'resources' | 'transactions' | 'traces';

export type ColumnType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP_NS' | 'JSON';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly doc: string;
}

export interface TableSchema {
  readonly name: TableName;
  /** What one row is. */
  readonly doc: string;
  readonly columns: readonly TableColumn[];
}

const column = (name: string, type: ColumnType, doc: string): TableColumn => ({ name, type, doc });
const HOST = column('host', 'VARCHAR', 'the host whose log it is');
const since = (name: string, doc: string) => column(name, 'DOUBLE', `slot start until ${doc}, s`);
const counter = (name: string, doc: string) => column(name, 'DOUBLE', `${doc}, since the process started`);

export const TABLES: readonly TableSchema[] = [
  {
    name: 'blocks',
    doc: 'a block of the main chain, without the tip',
    columns: [
      column('block_no', 'BIGINT', 'its height'),
      column('slot', 'BIGINT', 'its slot'),
      column('epoch', 'BIGINT', 'epoch of the slot'),
      column('hash', 'VARCHAR', '64 hex digits'),
      column('forger', 'VARCHAR', 'the host that forged it; null: no log has it'),
      column('size_bytes', 'BIGINT', 'size of its body'),
      column('txs', 'BIGINT', 'transactions of the generator in it; null without a generator'),
      column('forks', 'BIGINT', 'other blocks seen at this height'),
      column('adopters', 'BIGINT', 'hosts that adopted it, the forger included'),
      column('accepted', 'BOOLEAN', 'whether the filters of the run let it through'),
      column('rejected_by', 'VARCHAR', 'the conditions that it failed'),
      since('announced_s', 'the forger announces it'),
      since('adopted_50_s', 'half of its adopters have adopted it'),
      since('adopted_90_s', '90 % of its adopters have'),
      since('adopted_100_s', 'the last of its adopters has'),
    ],
  },
  {
    name: 'observations',
    doc: 'a block of the main chain at one host whose log mentions it',
    columns: [
      column('block_no', 'BIGINT', 'height of the block'),
      column('slot', 'BIGINT', 'slot of the block'),
      column('hash', 'VARCHAR', '64 hex digits'),
      HOST,
      column('role', 'VARCHAR', 'forger or peer'),
      since('forged_s', 'the host forged it'),
      since('noticed_s', 'it saw the header first'),
      since('requested_s', 'it asked for the block'),
      since('fetched_s', 'it had the block'),
      since('adopted_s', 'the block was on its chain'),
      since('announced_s', 'it offered the header downstream'),
      since('sent_s', 'it sent the block first'),
      column('adopted_by', 'VARCHAR', 'extension, ownForge, forkSwitch, withDescendant or asTip'),
      column('chain_delta', 'BIGINT', 'blocks that were asked for or adopted at once'),
    ],
  },
  {
    name: 'slots',
    doc: 'a slot at one host, from its first log line to its last leadership check',
    columns: [
      HOST,
      column('slot', 'BIGINT', 'number of the slot'),
      column('checks', 'BIGINT', 'leadership checks in it; 0: missed'),
      since('started_s', 'the forging loop begins'),
      since('block_context_s', 'the block context is known'),
      since('ledger_state_s', 'the ledger state is there'),
      since('ledger_view_s', 'the ledger view is there'),
      since('decided_s', 'the host knows whether it leads'),
      column('block_gap', 'BIGINT', 'slots since its tip changed'),
    ],
  },
  {
    name: 'resources',
    doc: 'a sample of the resources of one host',
    columns: [
      HOST,
      column('t_s', 'DOUBLE', 'time of the sample, s since systemStart'),
      column('cpu_percent', 'DOUBLE', 'CPU time since the sample before, % of one core'),
      column('gc_percent', 'DOUBLE', 'of it in the garbage collector, % of one core'),
      column('rss_bytes', 'DOUBLE', 'resident memory'),
      column('heap_bytes', 'DOUBLE', 'heap of the run-time system'),
      column('live_bytes', 'DOUBLE', 'live data at the last collection'),
      column('mempool_txs', 'BIGINT', 'transactions in the mempool'),
      counter('cpu_s', 'CPU time in s'),
      counter('gc_s', 'CPU time of the garbage collector in s'),
      counter('major_gcs', 'major collections'),
      counter('minor_gcs', 'minor collections'),
      counter('alloc_bytes', 'bytes allocated'),
      counter('net_read_bytes', 'bytes received'),
      counter('net_write_bytes', 'bytes sent'),
      counter('fs_read_bytes', 'bytes read from disks'),
      counter('fs_write_bytes', 'bytes written to disks'),
    ],
  },
  {
    name: 'transactions',
    doc: 'a transaction of the generator; times in s since systemStart',
    columns: [
      column('n', 'BIGINT', 'its number in the order of the schedule'),
      column('id', 'VARCHAR', '64 hex digits'),
      column('kind', 'VARCHAR', 'split or load'),
      column('target', 'VARCHAR', 'the node that it was offered to'),
      column('intended_s', 'DOUBLE', 'when the schedule wanted it sent'),
      column('offered_s', 'DOUBLE', 'when it was offered'),
      column('sent_s', 'DOUBLE', 'when it was announced to the node'),
      column('requested_s', 'DOUBLE', 'when the node asked for it'),
      column('served_s', 'DOUBLE', 'when it went to the node'),
      column('confirmed_s', 'DOUBLE', 'when the generator saw it in a block'),
      column('block_no', 'BIGINT', 'height of that block'),
      column('block_slot', 'BIGINT', 'slot of that block'),
      column('block_hash', 'VARCHAR', '64 hex digits'),
      column('size_bytes', 'BIGINT', 'its size'),
      column('fee', 'BIGINT', 'its fee, lovelace'),
    ],
  },
  {
    name: 'traces',
    doc: 'a line of the logs as it was written; read anew by every query that names it',
    columns: [
      HOST,
      column('file', 'VARCHAR', 'path below the run'),
      column('stamp', 'TIMESTAMP_NS', 'when it was written, UTC'),
      column('t_s', 'DOUBLE', 'the same, s since systemStart, to the microsecond'),
      column('ns', 'VARCHAR', 'its namespace'),
      column('sev', 'VARCHAR', 'severity'),
      column('thread', 'VARCHAR', 'thread'),
      column('data', 'JSON', "its fields: data->>'slot', (data->>'slot')::BIGINT"),
    ],
  },
];
