# Checks of scripts/test-release in an older Debian: source this file there, do not run it. It uses that script's variables.
# shellcheck shell=bash disable=SC2154

old_debian=$root/target/release-roots/bullseye

# need_old_debian: a Debian 11 with a C++ compiler, in a folder.
need_old_debian() {
  [ ! -e "$old_debian/usr/bin/g++" ] || return 0
  need_apt debootstrap
  rm -rf "$old_debian"
  mkdir -p "$(dirname "$old_debian")"
  as_root debootstrap --variant=minbase --include=g++ bullseye "$old_debian" \
    "${SCIPIX_DEBIAN:-http://deb.debian.org/debian}" >"$work/debootstrap.log" || { tail "$work/debootstrap.log" >&2; return 1; }
}

# What is there, but for what dpkg and programs note down.
old_files() { in_old find / -xdev \( -path /proc -o -path /tmp -o -path /var \) -prune -o -print | LC_ALL=C sort; }

in_old() { as_root chroot "$old_debian" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"; }

# old_programs FLAGS: links the C and the C++ program in the old Debian with these, and runs them there.
old_programs() {
  local said source compiler
  as_root cp "$users/smoke.c" "$users/smoke.cpp" "$old_debian/tmp"
  for source in smoke.c smoke.cpp; do
    compiler="g++ -std=c++17"
    [ "$source" = smoke.cpp ] || compiler=gcc
    in_old sh -ec "cd /tmp; $compiler $source -o app $1" ||
      fail "$source does not link in Debian 11 with: $1"
    said=$(in_old /tmp/app) || fail "$source does not run in Debian 11"
    [ "$said" = "scipix $version: level 76" ] || fail "$source printed in Debian 11: $said"
  done
}

# in_old_debian: the archive serves there.
in_old_debian() {
  need_old_debian
  as_root rm -rf "$old_debian/opt/scipix"
  as_root cp -r "$prefix" "$old_debian/opt/scipix"
  old_programs "-I/opt/scipix/include -L/opt/scipix/lib -lscipix -Wl,-rpath,/opt/scipix/lib"
  old_programs "-I/opt/scipix/include /opt/scipix/lib/libscipix.a -lpthread -ldl -lm -lrt -lutil"
  [ "$(in_old /opt/scipix/bin/scipix --version)" = "scipix $version" ] || fail "the program does not run in Debian 11"
  as_root rm -rf "$old_debian/opt/scipix"
}

# The packages for this machine are installed; those for AArch64 are looked at by lintian only.
test_deb() {
  need_apt lintian
  local soversion=${version%.*} files=("$archives"/*_"$version"-*.deb) left package
  lintian --fail-on error,warning --allow-root "${files[@]}" || fail "lintian finds faults"
  need_old_debian
  old_files >"$work/files-before"
  for package in "libscipix$soversion" libscipix-dev scipix-tools; do
    as_root cp "$archives/${package}_$version"-*_amd64.deb "$old_debian/tmp"
  done
  in_old sh -c 'dpkg -i /tmp/*.deb' >"$work/dpkg.log" 2>&1 ||
    { cat "$work/dpkg.log" >&2; fail "the packages cannot be installed"; }
  old_programs "-lscipix"
  in_old ldd /tmp/app | grep "libscipix.so.$soversion => /" >/dev/null || fail "the program does not load the installed library"
  [ "$(in_old scipix --version)" = "scipix $version" ] || fail "the installed program is of another version"
  in_old dpkg --verify "libscipix$soversion" libscipix-dev scipix-tools | grep . &&
    fail "installed files are not those of the packages"
  in_old dpkg --purge scipix-tools libscipix-dev "libscipix$soversion" >"$work/dpkg.log" 2>&1 || fail "the packages cannot be removed"
  in_old sh -c 'rm /tmp/*.deb'
  left=$(old_files | LC_ALL=C comm -13 "$work/files-before" -)
  [ -z "$left" ] || fail "these files are left: $left"
}
