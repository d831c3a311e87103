import type { DeployConfig } from '../config.ts';
import { places } from '../places.ts';
import { hardening, restart } from './hardening.ts';

/** The collector's service. What it accepts from nodes it owns: socket folder and logs. */
export function collectorUnit({ user, programs, collector }: DeployConfig): string {
  const state = /^\/var\/lib\/([^/]+)$/.exec(collector.logRoot)?.[1];
  const logs =
    state === undefined
      ? `ReadWritePaths=${collector.logRoot}`
      : `StateDirectory=${state}\nStateDirectoryMode=0750`;
  return `[Unit]
Description=Traces and metrics of Cardano nodes
Documentation=man:systemd.exec(5)
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${programs}/slotbench-collector --config ${places.collectorConfig}
ExecReload=/bin/kill -HUP $MAINPID
User=${user}
Group=${user}
UMask=0007
RuntimeDirectory=slotbench/nodes
RuntimeDirectoryMode=0750
${logs}
WorkingDirectory=${collector.logRoot}
LimitNOFILE=65535
TimeoutStopSec=30
${restart}
${hardening}

[Install]
WantedBy=multi-user.target
`;
}
