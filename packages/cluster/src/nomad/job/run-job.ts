import { createHash } from 'node:crypto';
import type { Host } from './hosts.ts';
import {
  type Artifact,
  disconnectOf,
  NODE_DATACENTER,
  type NomadJob,
  type Resources,
  type TaskGroup,
} from './job.ts';

export interface RunJobOptions {
  /** The run's tag, which becomes the job's name. */
  readonly tag: string;
  readonly namespace: string;
  readonly region?: string;
  /** Version of the servers. */
  readonly version: string;
  readonly hosts: readonly Host[];
  readonly driver: string;
  /** Driver configuration beside command and arguments. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly command: readonly [string, ...string[]];
  /** Folder of the task for the sockets of all hosts; a host makes its own by default. */
  readonly sockets?: string;
  readonly artifacts: readonly Artifact[];
  readonly resources: Resources;
  readonly diskMB: number;
  /** Who runs it: what the next start decides by whether the job was left behind. */
  readonly owner: Readonly<Record<string, string>>;
  /** Clients of every datacenter that the job may use where a host names no region. */
  readonly datacenters: readonly string[];
}

/** A lost heartbeat must not end a run of 20 hours (the workbench's 999h). */
const LOST_AFTER_NS = 999 * 3600 * 1e9;
const KILL_TIMEOUT_NS = 15e9;
/** The supervisor's own output; what the programs write goes to files of the run. */
const LOGS = { MaxFiles: 2, MaxFileSizeMB: 5 };
/** Where a task finds what it is told about itself. */
const TASK_FILE = 'local/task.json';

/**
 * Pure: the job of a run. One group a node with one task, nothing restarted or moved; the task runs a supervisor that is told what
 * to start. Ports are static, because configurations name them.
 */
export function runJob(o: RunJobOptions): NomadJob {
  const regions = o.hosts.map(({ region }) => region).filter((region) => region !== null);
  return {
    ID: o.tag,
    Name: o.tag,
    Type: 'service',
    Namespace: o.namespace,
    ...(o.region === undefined ? {} : { Region: o.region }),
    Priority: 50,
    AllAtOnce: false,
    Datacenters: [...new Set([...regions, ...(regions.length < o.hosts.length ? o.datacenters : [])])].sort(),
    Constraints: [],
    Meta: o.owner,
    TaskGroups: o.hosts.map((host) => group(host, o)),
  };
}

function group(host: Host, o: RunJobOptions): TaskGroup {
  const service = serviceName(o.tag, host.name);
  return {
    Name: host.name,
    Count: 1,
    RestartPolicy: { Attempts: 0, Mode: 'fail' },
    ReschedulePolicy: { Attempts: 0, Unlimited: false },
    ...disconnectOf(o.version, LOST_AFTER_NS),
    Constraints:
      host.region === null ? [] : [{ LTarget: NODE_DATACENTER, RTarget: host.region, Operand: '=' }],
    Networks: [{ Mode: 'host', ReservedPorts: [{ Label: host.name, Value: host.port }] }],
    Services: [{ Name: service, Provider: 'nomad', PortLabel: host.name, Tags: ['slotbench'] }],
    EphemeralDisk: { SizeMB: o.diskMB },
    Tasks: [
      {
        Name: host.name,
        Driver: o.driver,
        Config: { ...o.config, command: o.command[0], args: [...o.command.slice(1), `/${TASK_FILE}`] },
        Env: {},
        Meta: { slotbench_host: host.name },
        Artifacts: o.artifacts,
        Templates: [
          {
            EmbeddedTmpl: taskFile(o),
            DestPath: TASK_FILE,
            ChangeMode: 'noop',
            ErrMissingKey: true,
            Perms: '644',
          },
        ],
        Resources: o.resources,
        KillSignal: 'SIGINT',
        KillTimeout: KILL_TIMEOUT_NS,
        LogConfig: LOGS,
      },
    ],
  };
}

/** At most 63 characters, other than a tag, and unlike that of every other run. */
export function serviceName(tag: string, host: string): string {
  return `slotbench-${createHash('sha256').update(tag).digest('hex').slice(0, 8)}-${host}`;
}

/** Rendered by the client: what only it knows stands in its environment. */
function taskFile({ tag, sockets }: RunJobOptions): string {
  const known = {
    run: tag,
    socket: '/local/supervisor.sock',
    runDir: '/local/run',
    tmp: '/tmp',
    ...(sockets === undefined ? {} : { sockets }),
  };
  const rendered =
    '"host": {{ env "NOMAD_META_slotbench_host" | toJSON }}, "allocation": {{ env "NOMAD_ALLOC_ID" | toJSON }}, "datacenter": {{ env "NOMAD_DC" | toJSON }}';
  return `{${JSON.stringify(known).slice(1, -1)}, ${rendered}}\n`;
}
