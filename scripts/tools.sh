#!/bin/sh
# Brings Lighthouse and the Nu HTML Checker into .venv/tools, where npm is. Without them the audit says what it left out.
set -u
command -v npm >/dev/null 2>&1 || { echo "npm is not here: Lighthouse and the Nu HTML Checker are left out." >&2; exit 0; }
[ -d .venv/tools/node_modules/lighthouse ] && [ -d .venv/tools/node_modules/vnu-jar ] && exit 0
echo "Installing Lighthouse and the Nu HTML Checker …"
npm install --prefix .venv/tools --no-audit --no-fund --silent lighthouse@12.8.2 vnu-jar@26.9.27
