#!/usr/bin/env bash
# Draws the pictures of the README: runs atc in a real terminal without a
# desktop, presses keys, and saves what the window shows beside this script.
#
#	go build -o atc . && screenshots/draw.sh [NAME...]
#
# Without names it draws all. ATC names another program than ./atc. Ports 2323 and
# 8090 of this machine have to be free.
set -euo pipefail

font='JetBrains Mono' font_size=15
size=120x36

# The pictures: name|background|steps. A step is one of
#	wait TEXT      until the screen shows TEXT
#	type TEXT      as if typed
#	key NAME...    tab, enter, esc, up, alt+2, ctrl+y, or one character
#	paste KIND FLAGS   a token that atc builds for the demo project, pasted
#	names COUNT        as many usernames, one a line, pasted
#	keys               a key pair, for a visitor over SSH
#	visit NAME COLUMNS ROWS KEYS   a visitor of the console that is served, who types
#	clients            apps that ask the token server: one renews in time, one is late
#	log NAME           a file in the folder that atc is started in: a log with tokens in it
# The keys at the foot come after the notice of the demo.
build='wait Inspect|type lobby|wait join channel|wait next field'
inspect='wait Inspect|key alt+2|wait aste|paste rtc-rtm --channel lobby --account alice --salt 1|wait alice|wait joins with'
refused='wait Inspect|key alt+2|wait aste|paste rtc --channel lobby --uid 12345 --salt 1|wait lobby|key j right|wait RTC native'
refused+='|key tab tab|type Lobby|key tab|type 12345|wait would be refused|key esc|wait explain a code'
file='log app.log|wait Inspect|key alt+2|wait aste|key esc f|wait Tokens of a file|type app.log|key enter|wait stream-7|key s|key down'
chat='wait next field|key alt+3|wait Username|type alice|key enter|wait not registered|key enter|wait registered now|wait copy as…'
users='wait next field|key alt+3|wait Username|key esc U|wait online|key down enter|wait logged in on'
register='wait next field|key alt+3|wait Username|key esc R|wait One|key esc b|wait Many|names 40000|wait 40000 users|key enter|wait registered|wait left|sleep 2|key p|wait paused'
projects='wait Inspect|key alt+4|wait signed with its primary'
projects+='|key n|wait New project|type acme-live|key tab|type 970CA35de60c44645bbae8a215061b33|key tab|type 0123456789abcdef0123456789abcdef'
projects+='|key tab|key tab|type a61.chat.agora.io|key enter|wait acme-live is kept'
projects+='|key n|wait New project|type acme-staging|key tab|type 5b1d4826a0e4d7f19b52c6387c3f0a9e|key tab|type 00112233445566778899aabbccddeeff'
projects+='|key tab|type fedcba9876543210fedcba9876543210|key tab|type a41.chat.agora.io|key tab|type 411234#567890|key tab'
projects+='|type for the nightly tests; its certificates are rotated in March|key enter|wait acme-staging is kept|key enter|wait acme-staging ·|wait show certificates'
serve_ssh='keys|wait Inspect|key alt+5|wait id_ed25519.pub|wait enter start|key enter|wait Nobody is here yet|visit ada 120 36 lobby|wait SSH 1|visit bob 80 24 |wait SSH 2|sleep 6'
serve_tokens='wait Inspect|key alt+5 T|wait enter starts|wait enter start|key enter|wait Nobody has asked|clients|wait carol|sleep 100'
pictures=(
  "build|dark|$build"
  "build-light|light|$build"
  "inspect|dark|$inspect"
  "inspect-light|light|$inspect"
  "inspect-refused|dark|$refused"
  "inspect-refused-light|light|$refused"
  "inspect-file|dark|$file"
  "inspect-file-light|light|$file"
  "chat|dark|$chat"
  "chat-light|light|$chat"
  "chat-users|dark|$users"
  "chat-users-light|light|$users"
  "chat-register|dark|$register"
  "chat-register-light|light|$register"
  "projects|dark|$projects"
  "projects-light|light|$projects"
  "serve-ssh|dark|$serve_ssh"
  "serve-ssh-light|light|$serve_ssh"
  "serve-tokens|dark|$serve_tokens"
  "serve-tokens-light|light|$serve_tokens"
  "serve-renewals|dark|$serve_tokens|key R|wait now|key down|wait bob"
  "serve-renewals-light|light|$serve_tokens|key R|wait now|key down|wait bob"
)

# The demo project, which no service knows: keystore.Demo has the same.
demo_app_id=7c3f0a9e5b1d4826a0e4d7f19b52c638
demo_certificate=4e1b7d20c95f4a3c8d6e02b7f5a91c34

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
atc=$(realpath "${ATC:-$here/../atc}")

fail() { printf 'draw.sh: %s\n' "$*" >&2; exit 1; }

for tool in kitty Xvfb import convert; do
  command -v "$tool" >/dev/null || fail "$tool is missing; on Debian the packages are:" \
    "kitty xvfb xauth imagemagick libgl1-mesa-dri libgl1 libegl1 fonts-jetbrains-mono"
done
[ -x "$atc" ] || fail "there is no $atc; build it first: go build -o atc ."
cropper=$(convert -version) # what only looks like ImageMagick cannot crop
[[ $cropper == *ImageMagick* ]] || fail "convert is not ImageMagick's"

scratch=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do
    if kill "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
  done
  rm -rf "$scratch"
}
trap cleanup EXIT

# The pictures must not depend on who draws them.
export HOME=$scratch XDG_CONFIG_HOME=$scratch XDG_CACHE_HOME=$scratch LC_ALL=C.UTF-8 TZ=UTC LIBGL_ALWAYS_SOFTWARE=1
unset AGORA_APP_ID AGORA_APP_CERTIFICATE NO_COLOR TMUX SSH_CONNECTION

screen_up() {
  exec {ready}>"$scratch/display"
  Xvfb -displayfd "$ready" -screen 0 2400x1800x24 -nolisten tcp >/dev/null 2>&1 &
  pids+=($!)
  until [ -s "$scratch/display" ]; do kill -0 "${pids[0]}" || fail "Xvfb did not start"; sleep 0.05; done
  DISPLAY=:$(<"$scratch/display")
  export DISPLAY
}

remote() { kitty @ --to "unix:$scratch/control" "$@"; }
shown() { remote get-text 2>/dev/null || true; }
send() { printf '%s' "$1" | remote send-text --stdin; }

wait_for() {
  local text='' late=$((SECONDS + 120)) # software rendering starts slowly on a busy machine
  while [ "$SECONDS" -lt "$late" ] && kill -0 "$kitty" 2>/dev/null; do
    text=$(shown)
    [[ $text != *"$1"* ]] || return 0
    sleep 0.05
  done
  { printf '%s\n' "$text"; cat "$scratch/log"; } >&2
  fail "$name: the screen does not show: $1"
}

key_code() {
  case $1 in
    alt+*) printf '\e'; key_code "${1#alt+}" ;;
    ctrl+?) printf '%b' "\\0$(printf %o $(($(printf %d "'${1#ctrl+}") & 31)))" ;;
    enter) printf '\r' ;;
    tab) printf '\t' ;;
    shift+tab) printf '\e[Z' ;;
    esc) printf '\e' ;;
    backspace) printf '\x7f' ;;
    up) printf '\e[A' ;;
    down) printf '\e[B' ;;
    right) printf '\e[C' ;;
    left) printf '\e[D' ;;
    pgdown) printf '\e[6~' ;;
    pgup) printf '\e[5~' ;;
    ?) printf '%s' "$1" ;;
    *) fail "$name: no key is called $1" ;;
  esac
}

step() {
  local verb=${1%% *} rest=${1#* } code
  case $verb in
    wait) wait_for "$rest" ;;
    type) send "$rest" ;;
    key) for k in $rest; do code=$(key_code "$k"; printf .); send "${code%.}"; sleep 0.1; done ;;
    paste)
      # shellcheck disable=SC2086 # the flags are words
      code=$(built $rest)
      send $'\e[200~'"$code"$'\e[201~'
      ;;
    log) write_log >"$scratch/$rest" ;;
    names) send $'\e[200~'"$(seq -f 'load-%05g' "$rest")"$'\e[201~' ;;
    keys)
      mkdir -p "$scratch/.ssh"
      [ -e "$scratch/.ssh/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C ada@laptop -f "$scratch/.ssh/id_ed25519"
      ;;
    visit) # shellcheck disable=SC2086 # the parts are words
      visit $rest & pids+=($!) ;;
    clients) clients & pids+=($!) ;;
    sleep) sleep "$rest" ;;
    *) fail "$name: no step is called $verb" ;;
  esac
}

# built prints a token of the demo project.
built() { AGORA_APP_ID=$demo_app_id AGORA_APP_CERTIFICATE=$demo_certificate "$atc" build "$@"; }

# write_log prints what the log of a token server may hold.
write_log() {
  local now
  now=$(date +%s)
  echo "12:00:01 INFO  listening on :8080"
  echo "12:00:02 INFO  POST /fetch_rtc_token 200 {\"token\":\"$(built rtc --channel lobby --uid 12345)\"}"
  echo "12:00:02 DEBUG traceId=8f2c4a7be01d4c6f9a35d1720be6c481 took 3 ms"
  echo "12:00:05 INFO  GET /rtm?token=$(built rtm --user ben --lifetime 90 | sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g')"
  echo "12:00:09 WARN  join failed: 110 token=$(built rtc --channel biology --uid 7 --issued-at $((now - 7200)))"
  echo "12:01:12 INFO  chat login ada $(built chat-user --user ada --lifetime 7d)"
  echo "12:01:44 INFO  config {\"appId\":\"970CA35de60c44645bbae8a215061b33\",\"appCertificate\":\"5CFd2fd1755d40ecb72977518be15d3b\"}"
  echo "12:02:03 INFO  legacy client $(built rtc-006 --channel lobby --uid 12345)"
  echo "12:02:31 INFO  classroom $(built class-room --room algebra-2 --user eve)"
  echo "12:03:10 ERROR cut by the logger: $(built rtc-rtm --channel stage --account ann | cut -c1-150)"
  echo "12:04:59 INFO  stream $(built rtc-account --channel stream-7 --account dj --role subscriber)"
}

# visit is a visitor of the console, who types something and stays.
visit() {
  { sleep 2; printf '%s' "${4:-}"; sleep 60; } | script -qefc "stty cols $2 rows $3; ssh -tt -p 2323 -i $scratch/.ssh/id_ed25519 \
    -o StrictHostKeyChecking=no -o UserKnownHostsFile=$scratch/.ssh/hosts -o LogLevel=ERROR $1@127.0.0.1" /dev/null >/dev/null
}

# clients are apps that ask the token server for some minutes.
clients() {
  local at=http://127.0.0.1:8090
  token() { curl -s -o "$scratch/answer" -A "$2" "$at/rtc/lobby/publisher/userAccount/$1/?expiry=45"; }
  token carol okhttp/4.12.0
  { for _ in 1 2 3 4 5; do token alice okhttp/4.12.0; sleep 25; done; } &
  { sleep 3; for _ in 1 2 3; do token bob axios/1.7.9; sleep 50; done; } &
  sleep 40
  curl -s -o "$scratch/refused" -d '{"uid":"12345"}' "$at/fetch_rtc_token"
  sleep 20
  curl -s -o "$scratch/answer2" "$at/access_token?channel=lobby&uid=12345"
  wait
}

# still waits until the screen stays as it is, countdowns apart.
still() {
  local before='' now
  for _ in $(seq 40); do
    now=$(shown | tr -d 0-9)
    [ "$now" != "$before" ] || break
    before=$now
    sleep 0.2
  done
  sleep 0.3 # the window is drawn after the text is known
}

draw() {
  local name=$1 background=$2 steps=$3 paper='#1a1b26' ink='#c0caf5'
  if [ "$background" = light ]; then paper='#ffffff' ink='#1f2328'; fi
  kitty -c NONE --listen-on "unix:$scratch/control" -o allow_remote_control=yes \
    -o font_family="$font" -o font_size="$font_size" -o background="$paper" -o foreground="$ink" \
    -o initial_window_width="${size%x*}c" -o initial_window_height="${size#*x}c" -o remember_window_size=no \
    --directory "$scratch" -o cursor_blink_interval=0 -o update_check_interval=0 -o window_padding_width=8 -o disable_ligatures=always \
    env TERM=xterm-256color COLORTERM=truecolor "$atc" --demo >"$scratch/log" 2>&1 &
  local kitty=$!
  pids+=("$kitty")
  local IFS='|'
  local all
  read -ra all <<<"$steps"
  unset IFS
  for s in "${all[@]}"; do step "$s"; done
  still
  import -silent -window root "$scratch/root.png"
  convert "$scratch/root.png" -trim +repage -bordercolor "$paper" -border 4 -strip "$here/$name.png"
  kill "$kitty"
  wait "$kitty" 2>/dev/null || true
  rm -f "$scratch/control"
  echo "$here/$name.png"
}

screen_up
for picture in "${pictures[@]}"; do
  IFS='|' read -r name background steps <<<"$picture"
  if [ $# -eq 0 ] || [[ " $* " == *" $name "* ]]; then draw "$name" "$background" "$steps"; fi
done
