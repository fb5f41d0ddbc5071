# Shell functions of scripts/release that make Debian packages: source this file, do not run it, after release.sh.
# Variables of release.sh are used.
# shellcheck disable=SC2154

deb_maintainer="The scipix authors <maintainers@scipix.example>"
# Lower than those of Debian itself.
deb_revision=0scipix1

# deb_control PACKAGE SECTION DEPENDS SUMMARY: the text on the standard input describes the package.
deb_control() {
  local folder=$debs/$1
  mkdir -p "$folder/DEBIAN"
  {
    printf '%s\n' "Package: $1" "Source: scipix" "Version: $version-$deb_revision" "Architecture: $deb_architecture" \
      "Maintainer: $deb_maintainer" "Section: $2" "Priority: optional" "Homepage: https://scipix.example" "Depends: $3" \
      "Installed-Size: $(du -k --apparent-size -s --exclude=DEBIAN "$folder" | cut -f1)"
    case $2 in libs | libdevel) echo "Multi-Arch: same" ;; esac
    echo "Description: $4"
    sed 's/^$/./; s/^/ /'
  } >"$folder/DEBIAN/control"
  (cd "$folder" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$folder/DEBIAN/md5sums"
}

# deb_documents PACKAGE: the change log and the licences, those of linked crates too.
deb_documents() {
  local folder=$debs/$1/usr/share/doc/$1
  mkdir -p "$folder"
  {
    printf '%s\n' "scipix ($version-$deb_revision) unstable; urgency=medium" "" \
      "  * Version $version; CHANGELOG.md says what is in it." "" \
      " -- $deb_maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
  } | gzip -9n >"$folder/changelog.Debian.gz"
  {
    printf '%s\n' "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/" \
      "Upstream-Name: scipix" \
      "Source: https://scipix.example/source" \
      "Comment: What the programs and the library have in them of others, and its licences, is in" \
      " THIRD-PARTY.txt in this folder, or in that of libscipix${deb_soversion}." "" "Files: *" \
      "Copyright: 2026 The scipix authors" "License: Expat or Apache-2.0" "" \
      "License: Expat"
    sed '1,/^Copyright/d; 1d' LICENSE-MIT | sed '/./,$!d; s/^$/./; s/^/ /'
    printf '%s\n' "" "License: Apache-2.0" " On Debian systems the text is in /usr/share/common-licenses/Apache-2.0."
  } >"$folder/copyright"
}

# deb_move PACKAGE PATH...: gives files below usr to a package.
deb_move() {
  local path
  for path in "${@:2}"; do
    mkdir -p "$debs/$1/$(dirname "$path")"
    mv "$debs/all/$path" "$debs/$1/$path"
  done
}

# debian_packages PART: makes libscipix0.MINOR, libscipix-dev and scipix-tools of the build in `build`.
debian_packages() {
  local debs=$build/debs multiarch=x86_64-linux-gnu deb_architecture=amd64 deb_soversion package
  [ "$1" = linux-x86-64 ] || { multiarch=aarch64-linux-gnu deb_architecture=arm64; }
  deb_soversion=${version%.*}
  local library=libscipix$deb_soversion lib=usr/lib/$multiarch
  need_apt dpkg
  rm -rf "$debs"
  cmake --log-level=WARNING -S cmake -B "$build/build" -DCMAKE_INSTALL_LIBDIR="lib/$multiarch" >/dev/null
  cmake --build "$build/build" >/dev/null
  DESTDIR=$debs/all cmake --install "$build/build" --prefix /usr >/dev/null
  strip_all "$debs/all"
  deb_split "$library" "$lib"
  for package in "$library" libscipix-dev scipix-tools; do deb_documents "$package"; done
  deb_describe "$library"
  for package in "$library" libscipix-dev scipix-tools; do
    find "$debs/$package" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Zxz --build "$debs/$package" "$archives" >/dev/null
  done
}

# deb_split LIBRARY LIB: divides what was installed among the packages. LIB is the folder of libraries, below /.
deb_split() {
  local library=$1 lib=$2 package
  deb_move "$library" "$lib/libscipix.so.$deb_soversion" "$lib/libscipix.so.$version"
  chmod 644 "$debs/$library/$lib/libscipix.so.$version"
  deb_move scipix-tools usr/bin/scipix usr/share/man/man1/scipix.1 usr/share/bash-completion/completions/scipix \
    usr/share/zsh/site-functions/_scipix usr/share/fish/vendor_completions.d/scipix.fish
  gzip -9n "$debs/scipix-tools/usr/share/man/man1/scipix.1"
  mkdir -p "$debs/libscipix-dev/usr/share/doc"
  mv "$debs/all/usr/share/doc/scipix" "$debs/libscipix-dev/usr/share/doc/libscipix-dev"
  (cd "$debs/libscipix-dev/usr/share/doc/libscipix-dev" && rm LICENSE-* && mv CHANGELOG.md changelog && gzip -9n changelog)
  deb_move libscipix-dev usr/include \
    "$lib/libscipix.so" "$lib/libscipix.a" "$lib/cmake" "$lib/pkgconfig"
  find "$debs/all" ! -type d | grep . && { echo "release: these files are in no Debian package" >&2; return 1; }

  for package in "$library" scipix-tools; do
    mkdir -p "$debs/$package/usr/share/doc/$package"
    cp "$build/THIRD-PARTY.txt" "$debs/$package/usr/share/doc/$package"
  done
}

# deb_describe LIBRARY: writes what dpkg is told of each package.
deb_describe() {
  local what="scipix does the work around an OCR model: it turns pixels into clean
pages and tensors, finds text boxes, decodes recognised text, manages
memory and threads, quantises weights, and gathers requests into batches.
"
  deb_control "$1" libs "libc6 (>= 2.17)" "image and batch operations for text recognition" <<<"$what
This package has the shared library."
  echo "libscipix ${deb_soversion} $1 (>= $version)" >"$debs/$1/DEBIAN/shlibs"
  echo "activate-noawait ldconfig" >"$debs/$1/DEBIAN/triggers"
  deb_control libscipix-dev libdevel "$1 (= $version-$deb_revision)" \
    "image and batch operations for text recognition - development" <<<"$what
This package has the headers for C and C++, the static library, the files
for CMake and pkg-config, and the guides."
  deb_control scipix-tools graphics "libc6 (>= 2.17)" "clean scanned pages and quantise models" <<<"\
The program scipix cleans and straightens pages, quantises models that are
stored as safetensors files, and says what the processor offers."
}
