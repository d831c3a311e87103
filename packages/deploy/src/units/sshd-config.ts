import type { DeployConfig } from '../config.ts';
import { places } from '../places.ts';

/**
 * For /etc/ssh/sshd_config.d: who holds a node's key reaches the collector's socket and nothing else. No TCP port (PermitOpen), no
 * other socket (the root is a folder that has only this one), no listening here, no shell, no agent, no terminal.
 * A tunnel that is half dead is ended here after 30 s, before its other end gives up after 45 s: what it had sent and did not
 * arrive is then sent again and never twice.
 */
export function sshdConfig({ collector }: DeployConfig): string {
  return `Match User ${collector.sshUser}
    AuthenticationMethods publickey
    AuthorizedKeysFile ${places.authorizedKeys}
    ChrootDirectory ${places.tunnelRoot}
    AllowStreamLocalForwarding local
    AllowTcpForwarding local
    PermitOpen none
    PermitListen none
    AllowAgentForwarding no
    PermitTunnel no
    PermitTTY no
    PermitUserRC no
    X11Forwarding no
    ForceCommand /bin/false
    ClientAliveInterval 10
    ClientAliveCountMax 3
Match all
`;
}
