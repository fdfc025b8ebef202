#!/usr/bin/env bash
# Jari as it runs on many machines, on this one and without containers: Redis, PostgreSQL, three instances and nginx
# before them. Data, logs and what is made once (the secret, the password) stay in data/cluster. Ctrl-C stops it all.
#
# JARI_SERVER is the server's binary, JARI_CLUSTER_DATA another folder, JARI_FRONT_PORT the first port to try.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

server=$(realpath -m "${JARI_SERVER:-target/release/server}")
mkdir -p "${JARI_CLUSTER_DATA:-data/cluster}"/{logs,redis,nginx}
data=$(realpath "${JARI_CLUSTER_DATA:-data/cluster}")
# Servers are not always on a user's path.
PATH=$PATH:/usr/sbin:/usr/local/sbin

say() { echo "cluster: $*"; }
fail() { echo "cluster: $*" >&2; exit 1; }

# --- The parts, and how they end ---------------------------------------------------------------------------------------

names=()        # in the order of their start
declare -A ids  # the process of each

# Starts a part in a session of its own, so that Ctrl-C reaches only this script, which then ends them in order.
start() {
    local name=$1
    shift
    setsid "$@" >"$data/logs/$name.log" 2>&1 </dev/null &
    names+=("$name")
    ids[$name]=$!
}

is_alive() { kill -0 "${ids[$1]}" 2>/dev/null; }

# Asks a part to end by signal $2 and waits for $3 seconds at most.
stop() {
    [ -n "${ids[$1]:-}" ] || return 0
    kill -s "$2" "${ids[$1]}" 2>/dev/null || :
    for ((tenths = 0; tenths < $3 * 10; tenths++)); do
        is_alive "$1" || return 0
        sleep 0.1
    done
    say "$1 does not end; it is killed"
    kill -s KILL "${ids[$1]}" 2>/dev/null || :
}

# From the front to the back: nobody loses what stands under it.
stop_all() {
    trap '' INT TERM HUP
    [ ${#names[@]} = 0 ] || say 'stopping'
    stop nginx TERM 5
    # All at once, as each takes its time to let requests finish (JARI_SHUTDOWN_SECS).
    local name
    for name in jari-a jari-b jari-c; do
        [ -z "${ids[$name]:-}" ] || kill -s TERM "${ids[$name]}" 2>/dev/null || :
    done
    for name in jari-a jari-b jari-c; do stop "$name" TERM 15; done
    # INT means: disconnect clients, write everything, end.
    stop postgres INT 20
    stop redis TERM 20
    wait
}
trap stop_all EXIT
# A signal is how this is meant to end, so it is no failure.
trap 'exit 0' INT TERM HUP

died() {
    say "$1 has ended by itself; its log, $data/logs/$1.log, ends with:" >&2
    tail -n 15 "$data/logs/$1.log" >&2
    exit 1
}

# Waits for a minute at most until the command after the part's name succeeds.
await() {
    local name=$1
    shift
    for ((tenths = 0; tenths < 600; tenths++)); do
        is_alive "$name" || died "$name"
        "$@" 2>/dev/null && return
        sleep 0.1
    done
    say "$name is not ready after a minute; its log ends with:" >&2
    tail -n 15 "$data/logs/$name.log" >&2
    exit 1
}

# Sends $2 to the port $1 of this machine; is the first line of the answer like $3?
answers() (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
    printf '%b' "$2" >&3
    IFS= read -r -t 3 line <&3 || exit
    [[ $line == $3 ]]
)
is_ready() { answers "$1" 'GET /health/ready HTTP/1.0\r\n\r\n' 'HTTP/1.? 200*'; }

# Sets $port to the next one, counted from $port, on which nobody listens.
next_port() {
    port=$((port + 1))
    while (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
}

# Made once: 64 hexadecimal digits that nobody else may read.
secret() {
    [ -s "$data/$1" ] || (umask 077 && od -An -tx1 -N32 /dev/urandom | tr -d ' \n' >"$data/$1")
    cat "$data/$1"
}

# --- What is there -----------------------------------------------------------------------------------------------------

# Every part inherits this lock, so it is held as long as any of them lives.
exec 9>"$data/lock"
flock -n 9 || fail "it is running already, or a part of it is; this shows which: fuser -v $data/lock"

[ -x "$server" ] || fail "there is no $server; please run: make build"
postgres_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
[ -x "$postgres_bin/postgres" ] || postgres_bin=$(dirname "$(command -v postgres || :)")
for program in redis-server nginx "$postgres_bin/postgres"; do
    command -v "$program" >/dev/null || fail "there is no $program; please run: make setup-cluster"
done

port=$((${JARI_FRONT_PORT:-8080} - 1))
next_port; front=$port
next_port; a=$port
next_port; b=$port
next_port; c=$port
next_port; redis=$port
next_port; postgres=$port

# --- PostgreSQL and Redis ----------------------------------------------------------------------------------------------

# PostgreSQL refuses to be root's. Root lends it the user of the package.
as_postgres=()
if [ "$(id -u)" = 0 ]; then
    user=$(id -un postgres 2>/dev/null || echo nobody)
    as_postgres=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    "${as_postgres[@]}" test -x "$data" ||
        fail "PostgreSQL cannot be root, and the user $user cannot reach $data; set JARI_CLUSTER_DATA to another folder"
fi
password=$(secret postgres-password)

initialise_postgres() (
    rm -rf "$data/postgres.new"
    mkdir -m 700 "$data/postgres.new"
    cd "$data/postgres.new"
    [ "$(id -u)" != 0 ] || chown "$user" .
    # The superuser has no password, so nobody can be it: there is no socket either.
    "${as_postgres[@]}" "$postgres_bin/initdb" -D . -U postgres --auth-local=trust --auth-host=scram-sha-256 \
        --no-locale -E UTF8
    "${as_postgres[@]}" "$postgres_bin/postgres" --single -D . postgres <<SQL
CREATE ROLE jari LOGIN PASSWORD '$password'
CREATE DATABASE jari OWNER jari
SQL
    # Only what is whole gets the name.
    mv "$data/postgres.new" "$data/postgres"
)
if [ ! -d "$data/postgres" ]; then
    say "making a PostgreSQL database in $data/postgres"
    initialise_postgres >"$data/logs/initdb.log" 2>&1 || { tail -n 15 "$data/logs/initdb.log" >&2; exit 1; }
fi

start postgres "${as_postgres[@]}" "$postgres_bin/postgres" -D "$data/postgres" -p "$postgres" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200
# As compose.yaml has it: written to disk every second, and nothing is thrown away when memory is short.
start redis redis-server --bind 127.0.0.1 --port "$redis" --dir "$data/redis" --save '' \
    --appendonly yes --appendfsync everysec --maxmemory-policy noeviction
await redis answers "$redis" 'PING\r\n' '+PONG*'
await postgres "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres"

# --- Jari and nginx ----------------------------------------------------------------------------------------------------

export ALLOCATION_BACKEND=redis
export REDIS_URL=redis://127.0.0.1:$redis
export DATABASE_URL=postgres://jari:$password@127.0.0.1:$postgres/jari
# nginx, which says whose each request is.
export JARI_TRUSTED_PROXIES=127.0.0.1
export LEPTOS_SITE_ROOT=${LEPTOS_SITE_ROOT:-target/site}
JARI_SECRET=$(secret session-secret)
export JARI_SECRET

"$server" load-demo
for name in a b c; do
    LEPTOS_SITE_ADDR=127.0.0.1:${!name} JARI_INSTANCE_ID=$name start "jari-$name" "$server"
done

sed -e "s/\${JARI_FRONT}/127.0.0.1:$front/" -e "s/\${JARI_A}/127.0.0.1:$a/" -e "s/\${JARI_B}/127.0.0.1:$b/" \
    -e "s/\${JARI_C}/127.0.0.1:$c/" deploy/nginx.conf >"$data/nginx/nginx.conf"
start nginx nginx -p "$data/nginx/" -c nginx.conf -g 'daemon off;'

for name in a b c; do await "jari-$name" is_ready "${!name}"; done
await nginx is_ready "$front"
say "Jari is at http://127.0.0.1:$front"
say "its instances are at http://127.0.0.1:$a, http://127.0.0.1:$b and http://127.0.0.1:$c"
say "logs are in $data/logs; Ctrl-C stops everything"

# Until a signal comes, or one of the parts is gone.
while sleep 1; do
    for name in "${names[@]}"; do is_alive "$name" || died "$name"; done
done
