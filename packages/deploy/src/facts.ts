/** What is so on a host, gathered in one go; `judge` says what follows from it. */
export interface HostFacts {
  readonly networkMagic: number;
  readonly collector: CollectorFacts | undefined;
  readonly tunnels: readonly TunnelFacts[];
  /** How nodes that have no tunnel reach the collector. */
  readonly direct: { readonly place: string; readonly probe: Probe } | undefined;
  readonly nodes: readonly NodeFacts[];
  /** Files that are not as the deployment's configuration renders them. */
  readonly drifted: readonly string[];
}

/** What systemd says of a unit, with the last lines of its journal, oldest first. */
export interface UnitFacts {
  readonly name: string;
  readonly isLoaded: boolean;
  readonly active: string;
  readonly isEnabled: boolean;
  readonly restarts: number;
  readonly exitStatus: number;
  readonly journal: readonly string[];
}

/** What came of a try to connect to a collector as a node would. */
export type Probe =
  | { readonly kind: 'accepted' }
  /** It has another network magic. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Someone took the connection and ended it: a tunnel without a collector behind it. */
  | { readonly kind: 'closed' }
  /** Nobody answered in time: a tunnel whose packets are dropped. */
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'unreachable';
      readonly reason: 'absent' | 'dead' | 'forbidden' | 'other';
      readonly text: string;
    };

export interface FileFacts {
  readonly mode: number;
  readonly owner: number;
}

export interface TunnelFacts {
  readonly name: string;
  /** What is at its other end: nodes' tunnels lead to the collector, those of a collector that connects to a node. */
  readonly leadsTo: 'collector' | 'node';
  readonly unit: UnitFacts;
  /** The variables of its environment file; undefined: there is none. */
  readonly config: Readonly<Record<string, string>> | undefined;
  readonly key: FileFacts | undefined;
  /** The uid that the tunnel runs as. */
  readonly user: number | undefined;
  readonly hostIsKnown: boolean;
  readonly probe: Probe;
}

export interface NodeFacts {
  readonly name: string;
  readonly unit: UnitFacts;
  readonly tracerSocket: string | undefined;
  /** It waits for the collector. */
  readonly accepts: boolean;
  /** Of its configuration file; undefined: it cannot be read. */
  readonly configuration:
    | { readonly file: string; readonly nodeName: string | undefined; readonly forwards: boolean }
    | undefined;
}

export interface ConnectedNode {
  readonly name: string;
  readonly isConnected: boolean;
  readonly objects: number;
  readonly lost: number;
  /** Age of its newest object when it arrived, by both clocks. */
  readonly lagSeconds: number | undefined;
}

export interface CollectorFacts {
  readonly unit: UnitFacts;
  /** Who it runs as. */
  readonly user: string;
  /** Where it listens; undefined: it connects. */
  readonly socket: string | undefined;
  readonly probe: Probe | undefined;
  /** Nodes come by tunnels. */
  readonly hasTunnels: boolean;
  /** Who listens on the socket, as far as /proc says. */
  readonly holder: { readonly pid: number; readonly command: string } | undefined;
  readonly mainPid: number;
  readonly logRoot: {
    readonly path: string;
    readonly exists: boolean;
    readonly isWritable: boolean;
    readonly freeBytes: number;
  };
  readonly prometheus: { readonly host: string; readonly port: number; readonly isTaken: boolean };
  /** Names that keys stand for. */
  readonly authorized: readonly string[];
  readonly unrestrictedKeys: number;
  /** sshd reads keys of root's only. */
  readonly keysFile: FileFacts | undefined;
  readonly nodes: readonly ConnectedNode[];
  /** What sshd would do with a tunnel's user: `sshd -T`; undefined: it does not say. */
  readonly sshd: Readonly<Record<string, string>> | undefined;
  readonly sshUserExists: boolean;
}
