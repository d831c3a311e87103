import type { DebianComponent } from './component.ts';

export const debian: readonly DebianComponent[] = [
  { kind: 'debian', name: 'podman', packages: ['podman', 'runc'], programs: ['podman', 'runc'] },
  { kind: 'debian', name: 'ssh', packages: ['openssh-server', 'openssh-client'], programs: ['sshd', 'ssh'] },
  { kind: 'debian', name: 'prometheus', packages: ['prometheus'], programs: ['prometheus', 'promtool'] },
  { kind: 'debian', name: 'chromium', packages: ['chromium'], programs: ['chromium'] },
  { kind: 'debian', name: 'nix', packages: ['nix-bin'], programs: ['nix'] },
  { kind: 'debian', name: 'iproute', packages: ['iproute2', 'iptables'], programs: ['ip', 'iptables'] },
];
