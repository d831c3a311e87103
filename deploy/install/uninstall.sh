#!/bin/sh
# uninstall.sh [--destdir DIR]: takes away what install.sh put there, as listed beside it, and nothing else.
set -eu
destdir=
[ "${1:-}" != --destdir ] || destdir=$2
here=$(cd "$(dirname "$0")" && pwd)
[ -e "$here/files" ] || { echo "uninstall.sh: $here/files is not there: nothing is known to be installed here" >&2; exit 66; }
while read -r path; do
  rm -rf -- "$destdir$path"
  echo "removed $path"
done < "$here/files"
rm -f "$here/files" "$here/uninstall.sh"
rmdir "$here" 2> /dev/null || true
