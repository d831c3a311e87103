import type { DeployConfig } from '../config.ts';
import { hardening, restart } from './hardening.ts';

/**
 * One node an instance. It starts whether the tunnel is up or not: a node that finds no collector tries again and queues
 * meanwhile.
 */
export function nodeUnit({ user, nodeProgram }: DeployConfig): string {
  return `[Unit]
Description=Cardano node %i, which forwards its traces
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/etc/slotbench/node-%i.conf
ExecStart=${nodeProgram} $NODE_ARGUMENTS $TRACER_OPTION \${TRACER_SOCKET}
User=${user}
Group=${user}
UMask=0007
RuntimeDirectory=slotbench-node-%i
RuntimeDirectoryMode=0750
StateDirectory=slotbench-node-%i
StateDirectoryMode=0750
WorkingDirectory=/var/lib/slotbench-node-%i
KillSignal=SIGINT
LimitNOFILE=65535
TimeoutStopSec=120
${restart}
${hardening}

[Install]
WantedBy=multi-user.target
`;
}

/** Of a node that waits for its collector: its socket stands in the root that tunnels see. */
export const acceptDropIn = `[Service]
RuntimeDirectory=slotbench/nodes
`;
