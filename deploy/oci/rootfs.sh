#!/bin/sh
# rootfs.sh: makes, beside itself, what the Containerfile copies: Slotbench as install.sh puts it below /usr, the shared libraries that
# its Node needs and a shell, both of this machine, and empty volumes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rootfs=$here/rootfs
rm -rf "$rootfs" "$here/volumes"
"$here/install.sh" --prefix /usr --destdir "$rootfs" > /dev/null
for program in "$here/lib/node" /bin/sh; do
  ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$rootfs$(dirname "$library")"
    cp -L "$library" "$rootfs$library"
  done
done
mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp" "$here/volumes/logs" "$here/volumes/ipc"
cp -L /bin/sh "$rootfs/bin/sh"
chmod 1777 "$rootfs/tmp"
echo 'slotbench:x:10042:10042:Slotbench:/logs:/bin/sh' > "$rootfs/etc/passwd"
echo 'slotbench:x:10042:' > "$rootfs/etc/group"
