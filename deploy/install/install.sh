#!/bin/sh
# install.sh [--prefix DIR] [--destdir DIR]: puts what lies beside it below DIR (default /usr/local) and says what.
# --destdir is for packages: files go below it, and work once it is /. `lib/slotbench/uninstall.sh` takes all of it away.
set -eu
prefix=/usr/local destdir=
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=$2; shift 2 ;;
    --destdir) destdir=$2; shift 2 ;;
    *) echo "install.sh: unknown option $1; there are --prefix DIR and --destdir DIR" >&2; exit 64 ;;
  esac
done
case $prefix in
  /*) ;;
  *) echo "install.sh: --prefix needs an absolute path, got $prefix" >&2; exit 64 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
(cd "$here" && sha256sum --quiet --check SHA256SUMS) || { echo "install.sh: a file here is damaged; unpack the archive again" >&2; exit 65; }
to=$destdir$prefix
if ! mkdir -p "$to/lib/slotbench" 2> /dev/null || [ ! -w "$to/lib/slotbench" ]; then
  echo "install.sh: cannot write to $to; run it as root, or with --prefix and a folder that is yours" >&2
  exit 73
fi
# What an earlier version had and this one has not.
[ ! -e "$to/lib/slotbench/files" ] || sh "$to/lib/slotbench/uninstall.sh" --destdir "$destdir" > /dev/null
mkdir -p "$to/bin" "$to/lib/slotbench" "$to/lib/systemd/system" "$to/lib/sysusers.d" "$to/lib/tmpfiles.d" "$to/share/slotbench" "$to/share/doc/slotbench"
list=$to/lib/slotbench/files
: > "$list"
note() { echo "$prefix/$1" >> "$list"; }
cp -R "$here/lib/." "$to/lib/slotbench/"
note lib/slotbench/node
note lib/slotbench/node_modules
while read -r name script; do
  # A program sees the name that it was called by, such as cardano-tracer, as that of a link to its script.
  printf '#!/bin/sh\nscript=%s/lib/slotbench/node_modules/%s\n[ ! -e "${script%%/*}/${0##*/}" ] || script=${script%%/*}/${0##*/}\nexec %s/lib/slotbench/node "$script" "$@"\n' "$prefix" "$script" "$prefix" > "$to/bin/$name"
  [ "$name" != slotbench-collector ] || ln -sf "${script##*/}" "$to/lib/slotbench/node_modules/${script%/*}/cardano-tracer"
  chmod 0755 "$to/bin/$name"
  note "bin/$name"
done < "$here/programs"
for unit in "$here"/systemd/*.service; do
  name=$(basename "$unit")
  sed "s|/usr/local/bin/|$prefix/bin/|" "$unit" > "$to/lib/systemd/system/$name"
  note "lib/systemd/system/$name"
done
cp "$here/systemd/sysusers.conf" "$to/lib/sysusers.d/slotbench.conf"
note lib/sysusers.d/slotbench.conf
cp "$here/systemd/tmpfiles.conf" "$to/lib/tmpfiles.d/slotbench.conf"
note lib/tmpfiles.d/slotbench.conf
cp -R "$here/share/." "$to/share/slotbench/"
note share/slotbench
cp "$here/LICENSE" "$here/README" "$to/share/doc/slotbench/"
note share/doc/slotbench
cp "$here/uninstall.sh" "$to/lib/slotbench/uninstall.sh"
chmod 0755 "$to/lib/slotbench/uninstall.sh"
echo "installed below $prefix:"
sed "s|^$prefix/|  |" "$list"
echo "uninstall: $prefix/lib/slotbench/uninstall.sh"
