import type { EXIT } from '@slotbench/tracing';

/** What can stop the node. The exit code follows from the code; the message from the fields. */
export type NodeFault =
  | { code: 'NODE_USAGE'; problem: string; hint?: string }
  | { code: 'NODE_BAD_FILE'; file: string; path: string; expected: string; got: string }
  /** `problem` comes from the reader of the file's format and names file, place, expected and got. */
  | { code: 'NODE_BAD_CONTENT'; problem: string }
  | { code: 'NODE_MISSING_FILE'; file: string; purpose: string; reason: string }
  | { code: 'NODE_PORT_IN_USE'; host: string; port: number; reason: string }
  | { code: 'NODE_SOCKET_IN_USE'; socketPath: string; reason: string }
  | { code: 'NODE_DATABASE_IN_USE'; databasePath: string; processId: number }
  | { code: 'NODE_DATABASE_UNUSABLE'; databasePath: string; reason: string }
  | { code: 'NODE_DATABASE_WRITE'; databasePath: string; reason: string };

/** How the process ends; tracing's table gives the number: 64, 65, 66, 69 and 73. */
const EXITS = {
  NODE_USAGE: 'usage',
  NODE_BAD_FILE: 'badData',
  NODE_BAD_CONTENT: 'badData',
  NODE_MISSING_FILE: 'noInput',
  NODE_PORT_IN_USE: 'unavailable',
  NODE_SOCKET_IN_USE: 'unavailable',
  NODE_DATABASE_IN_USE: 'unavailable',
  NODE_DATABASE_UNUSABLE: 'badData',
  NODE_DATABASE_WRITE: 'cannotCreate',
} as const satisfies Record<NodeFault['code'], keyof typeof EXIT>;

export class NodeError extends Error {
  readonly fault: NodeFault;
  readonly code: NodeFault['code'];
  readonly exit: (typeof EXITS)[NodeFault['code']];

  constructor(fault: NodeFault, options?: ErrorOptions) {
    super(describe(fault), options);
    this.name = 'NodeError';
    this.fault = fault;
    this.code = fault.code;
    this.exit = EXITS[fault.code];
  }
}

function describe(fault: NodeFault): string {
  switch (fault.code) {
    case 'NODE_USAGE':
      return fault.hint === undefined ? fault.problem : `${fault.problem}; ${fault.hint}`;
    case 'NODE_BAD_CONTENT':
      return fault.problem;
    case 'NODE_BAD_FILE':
      return `${fault.file}: at ${fault.path}: expected ${fault.expected}, got ${fault.got}`;
    case 'NODE_MISSING_FILE':
      return `${fault.file}: cannot read the ${fault.purpose}: ${fault.reason}`;
    case 'NODE_PORT_IN_USE':
      return `cannot listen on ${fault.host}:${fault.port}: ${fault.reason}; choose another --port or --host-addr`;
    case 'NODE_SOCKET_IN_USE':
      return `cannot listen on ${fault.socketPath}: ${fault.reason}; choose another --socket-path`;
    case 'NODE_DATABASE_IN_USE':
      return `${fault.databasePath}: process ${fault.processId} uses this database; stop it or choose another --database-path`;
    case 'NODE_DATABASE_UNUSABLE':
      return `${fault.databasePath}: cannot use the block log: ${fault.reason}`;
    case 'NODE_DATABASE_WRITE':
      return `${fault.databasePath}: cannot write: ${fault.reason}`;
  }
}
