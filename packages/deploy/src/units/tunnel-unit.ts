import type { DeployConfig } from '../config.ts';
import { places } from '../places.ts';
import { hardening, restart } from './hardening.ts';

/**
 * One tunnel an instance. What each option is for:
 * ExitOnForwardFailure: without the socket there is no tunnel, so ssh ends and is started again.
 * StreamLocalBindUnlink: the socket of an ssh that was killed is in the way otherwise.
 * StreamLocalBindMask: the group may connect, by default only the owner.
 * ServerAlive: a connection whose packets are dropped ends after 40 s at most; nothing in the forwarding protocol would notice.
 * ConnectTimeout: an attempt while the network is away ends after 10 s, so that one that works comes soon after it is back.
 * KnownHosts: a file of its own, so that nothing else on the host decides whom the tunnel trusts.
 */
const sshOptions = [
  'BatchMode=yes',
  'IdentitiesOnly=yes',
  'ExitOnForwardFailure=yes',
  'StreamLocalBindUnlink=yes',
  'StreamLocalBindMask=0117',
  'ServerAliveInterval=10',
  'ServerAliveCountMax=3',
  'ConnectTimeout=10',
  'StrictHostKeyChecking=yes',
  `UserKnownHostsFile=${places.knownHosts}`,
  'GlobalKnownHostsFile=none',
] as const;

export function tunnelUnit({ user }: DeployConfig): string {
  const options = sshOptions.map((option) => `-o ${option}`).join(' ');
  return `[Unit]
Description=SSH tunnel %i, by which traces of nodes reach their collector
Documentation=man:ssh(1)
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/etc/slotbench/tunnel-%i.conf
ExecStart=/usr/bin/ssh -F none -nNT -i \${KEY} -p \${PORT} ${options} -L \${LOCAL_SOCKET}:\${REMOTE_SOCKET} \${DESTINATION}
User=${user}
Group=${user}
RuntimeDirectory=slotbench-tunnel-%i
RuntimeDirectoryMode=0750
${restart}
MemoryDenyWriteExecute=yes
ProcSubset=pid
${hardening}

[Install]
WantedBy=multi-user.target
`;
}
