#!/usr/bin/env bash
# What tests drive and pip cannot bring: Debian's Chromium and PostgreSQL, and axe-core from npm.
# Does nothing where all of it is there. Where something cannot be had it says so and goes on: its tests then skip.
set -uo pipefail
AXE=4.14.1
HOME_OF_AXE="$(cd "$(dirname "$0")" && pwd)/browser"

say() { echo "test-deps: $*" >&2; }

has() {
  case "$1" in
    chromium) test -x "${CHROMIUM:-/usr/bin/chromium}" ;;
    postgresql) command -v initdb > /dev/null || compgen -G "${POSTGRESQL:-/usr/lib/postgresql}/*/bin/initdb" > /dev/null ;;
    npm) has axe || command -v npm > /dev/null ;;
    axe) grep -qs "\"version\": \"$AXE\"" "${AXE_FOLDER:-$HOME_OF_AXE}/node_modules/axe-core/package.json" ;;
  esac
}

missing=()
for package in chromium postgresql npm; do has "$package" || missing+=("$package"); done
if ((${#missing[@]})); then
  if ! command -v apt-get > /dev/null; then
    say "${missing[*]} missing, and there is no apt-get here to install it with; the tests that need it skip."
  elif [[ "${AS_USER:-$(id -u)}" != 0 ]]; then
    say "${missing[*]} missing; as root, 'apt-get install ${missing[*]}' brings it. The tests that need it skip."
  else
    apt-get update -q || say "apt-get cannot fetch Debian's list of packages; trying with the one it has."
    for package in "${missing[@]}"; do
      DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" ||
        say "apt-get could not install $package; the tests that need it skip."
    done
  fi
fi

if ! has axe; then
  if ! command -v npm > /dev/null; then
    say "axe-core $AXE is missing, and so is npm to fetch it with; the axe tests skip."
  else
    npm install --no-save --ignore-scripts --no-audit --no-fund --prefix "${AXE_FOLDER:-$HOME_OF_AXE}" "axe-core@$AXE" ||
      say "npm could not fetch axe-core $AXE; the axe tests skip."
  fi
fi
exit 0
