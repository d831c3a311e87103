import type { DeployConfig } from '../config.ts';
import { places } from '../places.ts';

/** sysusers.d: the users of the services, and of the tunnels that log in. */
export function sysusers({ user, collector }: DeployConfig): string {
  return `u ${user} - "Slotbench services" - -
u ${collector.sshUser} - "SSH tunnels of nodes to the collector" - -
m ${collector.sshUser} ${user}
`;
}

/**
 * tmpfiles.d: the root that tunnels see. It has to be root's and writable for nobody else, or sshd refuses to change into it;
 * the collector's service makes its own folder in it.
 */
export function tmpfiles(): string {
  return `d ${places.tunnelRoot} 0755 root root -
`;
}
