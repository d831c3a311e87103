/** Where things stand on a host, apart from what the configuration says. */
export const places = {
  config: '/etc/slotbench/deploy.yaml',
  collectorConfig: '/etc/slotbench/collector.json',
  /** Keys of the tunnels that may connect: root's file, so that who logs in cannot add another. */
  authorizedKeys: '/etc/slotbench/authorized_keys',
  knownHosts: '/etc/slotbench/known_hosts',
  /** What a tunnel's user sees of the collector's host, all of it: sshd changes its root to here. */
  tunnelRoot: '/run/slotbench',
  /** The collector's socket, as the host and as a tunnel's user call it. */
  nodesSocket: '/run/slotbench/nodes/nodes.socket',
  nodesSocketInTunnel: '/nodes/nodes.socket',
  tunnelConfig: (name: string) => `/etc/slotbench/tunnel-${name}.conf`,
  tunnelKey: (name: string) => `/etc/slotbench/tunnel-${name}.key`,
  nodeConfig: (name: string) => `/etc/slotbench/node-${name}.conf`,
  sshdConfig: '/etc/ssh/sshd_config.d/slotbench.conf',
  units: '/etc/systemd/system',
  sysusers: '/etc/sysusers.d/slotbench.conf',
  tmpfiles: '/etc/tmpfiles.d/slotbench.conf',
} as const;

/** The units of a host. */
export const unitNames = {
  collector: 'slotbench-collector.service',
  tunnel: (name: string) => `slotbench-tunnel@${name}.service`,
  node: (name: string) => `slotbench-node@${name}.service`,
} as const;
