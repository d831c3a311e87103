/** What of a Nomad job our jobs use, in the API's own names; everything else is left to its defaults. Times in nanoseconds. */
export interface NomadJob {
  readonly ID: string;
  readonly Name: string;
  readonly Type: 'service' | 'batch';
  readonly Namespace: string;
  readonly Region?: string;
  readonly Priority: number;
  readonly AllAtOnce: boolean;
  readonly Datacenters: readonly string[];
  readonly Constraints: readonly Constraint[];
  readonly Meta: Readonly<Record<string, string>>;
  readonly Reschedule?: ReschedulePolicy;
  readonly TaskGroups: readonly TaskGroup[];
}

export interface Constraint {
  readonly LTarget?: string;
  readonly RTarget: string;
  readonly Operand: '=' | '!=' | 'distinct_hosts' | 'distinct_property' | 'regexp' | 'version';
}

/** The attribute of a client's datacenter, as constraints name it. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Nomad's own notation
export const NODE_DATACENTER = '${node.datacenter}';

export interface ReschedulePolicy {
  readonly Attempts: 0;
  readonly Unlimited: false;
}

export interface TaskGroup {
  readonly Name: string;
  readonly Count: 1;
  readonly RestartPolicy: { readonly Attempts: 0; readonly Mode: 'fail' };
  readonly ReschedulePolicy: ReschedulePolicy;
  /** Before Nomad 1.8. */
  readonly MaxClientDisconnect?: number;
  /** From Nomad 1.8 on. */
  readonly Disconnect?: {
    readonly LostAfter: number;
    readonly Replace: false;
    readonly Reconcile: 'keep_original';
  };
  readonly Constraints: readonly Constraint[];
  readonly Networks: readonly [
    {
      readonly Mode: 'host';
      readonly ReservedPorts: readonly { readonly Label: string; readonly Value: number }[];
    },
  ];
  readonly Services: readonly Service[];
  readonly EphemeralDisk: { readonly SizeMB: number };
  readonly Volumes?: Readonly<Record<string, VolumeRequest>>;
  readonly Tasks: readonly [Task];
}

export interface Service {
  readonly Name: string;
  readonly Provider: 'nomad';
  readonly PortLabel: string;
  readonly Tags: readonly string[];
  /** Where others reach it if not at the address of the port. */
  readonly Address?: string;
}

export interface VolumeRequest {
  readonly Type: 'host';
  readonly Source: string;
  readonly ReadOnly: boolean;
}

export interface Task {
  readonly Name: string;
  readonly Driver: string;
  readonly Config: Readonly<Record<string, unknown>>;
  readonly Env: Readonly<Record<string, string>>;
  readonly Meta: Readonly<Record<string, string>>;
  readonly Artifacts: readonly Artifact[];
  readonly Templates: readonly Template[];
  readonly Resources: Resources;
  readonly KillSignal: 'SIGINT';
  readonly KillTimeout: number;
  readonly LogConfig: { readonly MaxFiles: number; readonly MaxFileSizeMB: number };
  readonly VolumeMounts?: readonly {
    readonly Volume: string;
    readonly Destination: string;
    readonly ReadOnly: boolean;
  }[];
}

export interface Artifact {
  readonly GetterSource: string;
  readonly GetterOptions: { readonly checksum: string };
  readonly GetterHeaders?: Readonly<Record<string, string>>;
  readonly GetterMode: 'dir' | 'file';
  readonly RelativeDest: string;
}

export interface Template {
  readonly EmbeddedTmpl: string;
  readonly DestPath: string;
  readonly ChangeMode: 'noop';
  readonly ErrMissingKey: true;
  readonly Perms: string;
}

export interface Resources {
  readonly CPU?: number;
  readonly Cores?: number;
  readonly MemoryMB: number;
  readonly MemoryMaxMB?: number;
}

/** Of a version such as `1.6.3` or `1.8.0+ent`: the block that says how long a client may be away. */
export function disconnectOf(
  version: string,
  lostAfterNs: number,
): Pick<TaskGroup, 'MaxClientDisconnect' | 'Disconnect'> {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const hasBlock = major > 1 || (major === 1 && minor >= 8);
  return hasBlock
    ? { Disconnect: { LostAfter: lostAfterNs, Replace: false, Reconcile: 'keep_original' } }
    : { MaxClientDisconnect: lostAfterNs };
}
