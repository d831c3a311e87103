import { spawnSync } from 'node:child_process';

/** The cgroups of machines in systemd's own hierarchy, which has no controllers: they only keep processes apart. */
export function freshCgroup() {
  const within = (label: string, keepTop: boolean): void => {
    const script = `d=$(mktemp -d) && mount --make-rprivate / && mount -t cgroup -o none,name=systemd cgroup $d &&
      find $d/slotbench-machine-${label} ${keepTop ? '-mindepth 1 ' : ''}-depth -type d -exec rmdir {} + ; umount $d; rmdir $d`;
    spawnSync('unshare', ['-m', 'bash', '-c', script]);
  };
  return {
    /** Removes what the processes of a machine left. */
    empty: (label: string) => within(label, true),
    remove: (label: string) => within(label, false),
  };
}
