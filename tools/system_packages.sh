#!/usr/bin/env bash
# Install the Debian packages that a part of the work needs, or say which ones to install when we are not root.
set -euo pipefail
part="${1:?base, demo, test or cluster}"
case "$part" in
  base) want=(python3-venv) ;;
  demo) want=(fonts-noto-cjk) ;;
  test) want=(at-spi2-core chromium dbus faketime fonts-noto-cjk liblouis-data openbox orca poppler-utils postgresql python3-louis speech-dispatcher tesseract-ocr xdotool xvfb) ;;
  cluster) want=(openjdk-17-jre-headless) ;;
  *) echo "unknown part: $part" >&2; exit 2 ;;
esac
[ "$part" = base ] && python3 -c 'import ensurepip' 2>/dev/null && exit 0
[ "$part" = cluster ] && command -v java >/dev/null 2>&1 && exit 0
missing=()
for package in "${want[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "安装系统软件包 · installing system packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || { tail -20 "$log" >&2; exit 1; }
elif [ "$part" = demo ]; then
  # Only the fonts of the report: everything else works without them.
  echo "建议安装（报告的中文字体）· recommended for the report's Chinese type: sudo apt-get install ${missing[*]}" >&2
else
  echo "缺少系统软件包，请运行 · missing system packages, please run: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
