#!/bin/bash
# boot.sh FOLDER NAME: becomes PID 1 of a machine whose disk is this machine's under an overlay in FOLDER, with its own processes,
# network, mounts and cgroups. The first call makes a cgroup for it and calls itself in new namespaces.
set -eu
folder=$1 name=$2
if [ "${3:-}" != inside ]; then
  mount --make-rprivate /
  mkdir -p "$folder/cgroup"
  mount -t cgroup -o none,name=systemd cgroup "$folder/cgroup"
  mkdir -p "$folder/cgroup/slotbench-machine-$name"
  echo $$ > "$folder/cgroup/slotbench-machine-$name/cgroup.procs"
  exec unshare --cgroup --pid --fork --uts --ipc --net --kill-child bash "$0" "$folder" "$name" inside
fi
root=$folder/root
mkdir -p "$root" "$folder/upper" "$folder/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
mkdir "$root/sys/fs/cgroup/systemd"
mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
if [ ! -e "$folder/upper/etc/hostname.set" ]; then
  # The first boot: of this machine's services none, but what every Debian starts.
  cd "$root"
  rm -rf etc/systemd/system/*.wants etc/rc?.d etc/init.d etc/cron* lib/systemd/system/*.target.wants
  rm -f lib/systemd/system-generators/* etc/fstab
  touch etc/fstab
  wants() { mkdir -p "etc/systemd/system/$1.target.wants"; for unit in "${@:2}"; do ln -s "/lib/systemd/system/$unit" "etc/systemd/system/$1.target.wants/"; done; }
  wants sockets systemd-journald.socket systemd-journald-dev-log.socket
  ln -s /dev/null etc/systemd/system/systemd-journald-audit.socket
  wants sysinit systemd-journald.service systemd-tmpfiles-setup.service
  ln -sf /lib/systemd/system/multi-user.target etc/systemd/system/default.target
  head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' > etc/machine-id
  echo "$name" > etc/hostname
  rm -rf var/lib/slotbench* etc/slotbench etc/ssh/sshd_config.d/* var/log/journal
  rm -f etc/ssh/ssh_host_*
  ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$PWD/etc/ssh/ssh_host_ed25519_key"
  wants multi-user ssh.service systemd-user-sessions.service
  touch etc/hostname.set
fi
cd "$root"
mkdir -p tmp/old
pivot_root . tmp/old
umount -l tmp/old
rmdir tmp/old
exec env -i container=slotbench PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --log-level=warning --show-status=0 < /dev/null
