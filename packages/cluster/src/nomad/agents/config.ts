/** Pure: configurations of local agents, in the JSON form of Nomad's configuration language. */

export interface AgentPorts {
  readonly http: number;
  readonly rpc: number;
  readonly serf: number;
}

export interface ServerSpec {
  readonly name: string;
  readonly dataDir: string;
  readonly address: string;
  readonly ports: AgentPorts;
}

export interface ClientSpec {
  readonly name: string;
  /** What a profile calls a region. */
  readonly datacenter: string;
  readonly nodeClass?: string;
  /** What it says of itself beside its fingerprint. */
  readonly meta?: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly address: string;
  readonly ports: AgentPorts;
  /** `HOST:PORT` of the server's RPC. */
  readonly server: string;
  readonly networkInterface: string;
  /** Name of the control group above those of its tasks. */
  readonly cgroup: string;
  /** Files of this machine that tasks see: source to path in the task. */
  readonly chroot: Readonly<Record<string, string>>;
  /** Drivers that it offers. */
  readonly drivers: readonly string[];
  /** Of further drivers, by plugin name: what stands in its `config` block. */
  readonly plugins?: Readonly<Record<string, object>>;
  readonly pluginDir?: string;
}

const common = (o: { name: string; dataDir: string; address: string; ports: AgentPorts }) => ({
  name: o.name,
  region: 'global',
  data_dir: o.dataDir,
  bind_addr: o.address,
  advertise: { http: o.address, rpc: o.address, serf: o.address },
  ports: o.ports,
  log_level: 'INFO',
  disable_update_check: true,
  leave_on_interrupt: true,
  leave_on_terminate: true,
  acl: { enabled: true },
});

export function serverConfig(o: ServerSpec): object {
  return {
    ...common(o),
    datacenter: 'slotbench',
    server: {
      enabled: true,
      bootstrap_expect: 1,
      heartbeat_grace: '10s',
      // A node may use more memory than it reserves, so that many fit on one machine.
      default_scheduler_config: { memory_oversubscription_enabled: true },
    },
  };
}

export function clientConfig(o: ClientSpec): object {
  return {
    ...common(o),
    datacenter: o.datacenter,
    ...(o.pluginDir === undefined ? {} : { plugin_dir: o.pluginDir }),
    client: {
      enabled: true,
      servers: [o.server],
      network_interface: o.networkInterface,
      cgroup_parent: o.cgroup,
      ...(o.nodeClass === undefined ? {} : { node_class: o.nodeClass }),
      ...(o.meta === undefined ? {} : { meta: o.meta }),
      chroot_env: o.chroot,
      max_kill_timeout: '30s',
      gc_interval: '1h', // what a run left is taken before its job is purged
      options: {
        // Asking clouds and Consul for themselves takes seconds where there are none.
        'fingerprint.denylist': 'env_aws,env_azure,env_gce,env_digitalocean,consul,vault,cni,bridge',
        'driver.allowlist': o.drivers.join(','),
      },
    },
    plugin: Object.entries(o.plugins ?? {}).map(([name, config]) => ({ [name]: { config } })),
  };
}
