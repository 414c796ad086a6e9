#!/usr/bin/env bash
# system_packages.sh venv|test|prove|bench
# Looks for what the step needs outside Python. As root with apt it is installed; otherwise one line says what is
# missing and what is left out because of it. Nothing is asked, and apt is not touched when nothing is missing.
set -uo pipefail

step=${1:?one of: venv test prove bench}
missing=()   # Debian packages
without=()   # what is left out, in words

need() {  # need PACKAGE "what is left out" CHECK...
  local package=$1 consequence=$2
  shift 2
  "$@" >/dev/null 2>&1 && return
  missing+=("$package")
  without+=("$consequence")
}

any_of() {
  local name
  for name in "$@"; do command -v "$name" && return; done
  return 1
}

loads() {  # loads LIBRARY: the linker knows it
  /sbin/ldconfig -p | grep -q "$1"
}

look() {
  missing=()
  without=()
  case $step in
    venv)
      need python3-venv "everything" "${PYTHON:-python3}" -c 'import ensurepip'
      ;;
    test)
      need chromium "the browser tests in Chromium" any_of chromium chromium-browser google-chrome
      need chromium-headless-shell "nothing; most browser tests run in the whole Chromium, and take longer" any_of chromium-headless-shell
      need firefox-esr "Web Push into a real Firefox" any_of firefox-esr firefox
      need dbus "the notifications a real Firefox shows" any_of dbus-daemon
      need libnotify4 "the notifications a real Firefox shows" loads libnotify.so.4
      need nodejs "the JavaScript tests" any_of node nodejs
      need gammu-smsd "SMS by a real gammu-smsd with its dummy phone" any_of gammu-smsd
      need baresip-core "real telephone calls" any_of baresip
      need sip-tester "real telephone calls" any_of sipp
      need espeak-ng "real telephone calls" any_of espeak-ng
      ;;
    prove)
      need gcc "the power cuts" any_of gcc cc
      need libc6-dev "the power cuts" test -e /usr/include/stdio.h
      need strace "the kills at every write" any_of strace
      ;;
    bench)
      need gcc "the rows beside the C program" any_of gcc cc
      need libc6-dev "the rows beside the C program" test -e /usr/include/stdio.h
      need libsqlite3-dev "the rows beside the C program" test -e /usr/include/sqlite3.h
      need libnghttp2-dev "the row of pushes" test -e /usr/include/nghttp2/nghttp2.h
      need libssl-dev "the row of pushes" test -e /usr/include/openssl/ssl.h
      need mosquitto "the rows beside Mosquitto" any_of mosquitto /usr/sbin/mosquitto
      ;;
    *)
      echo "system_packages.sh: there is no step '$step'; one of: venv test prove bench" >&2
      exit 2
      ;;
  esac
}

listed() {  # listed ITEM...   each once, with semicolons between
  printf '%s\n' "$@" | awk '!seen[$0]++ { printf "%s%s", between, $0; between = "; " }'
}

install() {
  export DEBIAN_FRONTEND=noninteractive
  echo "Installing ${missing[*]} with apt ..."
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

look
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  install
  look
fi
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Missing: ${missing[*]}. Left out because of it: $(listed "${without[@]}"). To have it: apt install ${missing[*]}" >&2
[ "$step" != venv ]
