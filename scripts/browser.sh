#!/bin/sh
# The browser tests need Chromium. A system package is installed only where CI=true.
set -u
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
if [ "${CI:-}" = true ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium …"
  sudo=$(command -v sudo || true)
  $sudo apt-get update -qq >/dev/null && $sudo apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "The browser tests need Chromium, and none is on the PATH." >&2
echo "Debian, Ubuntu: sudo apt-get install chromium    macOS: brew install --cask chromium" >&2
echo "Or name one you have: make test CHROMIUM=/path/to/chromium" >&2
exit 1
