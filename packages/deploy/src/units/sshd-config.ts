import type { DeployConfig } from '../config.ts';
import { places } from '../places.ts';

/**
 * For /etc/ssh/sshd_config.d: who holds a node's key reaches the collector's socket and nothing else. PermitOpen names
 * that socket (a path in brackets, with any port, is how sshd 9 takes one), so no TCP port and no other socket; the root is a folder
 * that has only this one, should sshd take it otherwise. No listening here, no shell, no agent, no terminal.
 * A tunnel that is half dead is ended here after 25 s, before its other end gives up after 40 s: what it had sent and did not
 * arrive is then sent again and never twice.
 */
export function sshdConfig({ collector }: DeployConfig): string {
  return `Match User ${collector.sshUser}
    AuthenticationMethods publickey
    AuthorizedKeysFile ${places.authorizedKeys}
    ChrootDirectory ${places.tunnelRoot}
    AllowStreamLocalForwarding local
    AllowTcpForwarding local
    PermitOpen [${places.nodesSocketInTunnel}]:*
    PermitListen none
    AllowAgentForwarding no
    PermitTunnel no
    PermitTTY no
    PermitUserRC no
    X11Forwarding no
    ForceCommand /bin/false
    ClientAliveInterval 5
    ClientAliveCountMax 4
Match all
`;
}
