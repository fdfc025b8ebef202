#!/bin/sh
# Brings a Debian or Ubuntu machine that has Rust and Node to where it can build (`build`; `release` begins to as well), test
# (`test`, `test-rust` for what needs no browser, or `core` for the rules alone), run a cluster (`cluster`), measure the map
# (`bench-map`) or check the dependencies (`deny`). A step that has nothing to do says nothing and costs next to nothing.
set -eu
cd "$(dirname "$0")/.."

cargo_leptos_version=0.3.10
cargo_deny_version=0.20.2
node_major=20
redis_version=7.0
httpx_sse_version=0.4.3
localstripe_version=1.15.10
aiosmtpd_version=1.4.6
cache=${JARI_CACHE:-$HOME/.cache/jari}
# Tools that we build are kept apart from the user's own, as another project may want other versions of them.
tools=$cache/tools
# Servers are not always on a user's path.
PATH=$tools/bin:$PWD/end2end/node_modules/.bin:$PATH:$HOME/.cargo/bin:/usr/sbin
export PATH

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Is $1, as a dotted version, at least $2?
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# Another program may have the lists, as on a machine that has just started and brings itself up to date: it is waited for, five
# minutes at most. apt-get itself waits for dpkg's lock alone.
apt_update() {
    tries=60
    while ! said=$($as_root env LC_ALL=C apt-get update -qq 2>&1); do
        case $said in
            *'Could not get lock'*) ;;
            *) fail "apt-get update: $said" ;;
        esac
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "apt-get update: $said"
        [ "$tries" -lt 59 ] || say 'another program has the lists of packages; waiting for it'
        sleep 5
    done
}

# Installs Debian packages as root or through sudo; says what to do where neither is allowed.
apt_install() {
    as_root=
    if [ "$(id -u)" != 0 ]; then
        as_root='sudo -n'
        sudo -n true 2>/dev/null || fail "please run this once, then try again: sudo apt-get install -y $*"
    fi
    has apt-get || fail "please install these packages, or what your system calls them: $*"
    say "apt-get install $*"
    apt_update
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# Debian starts a server as it installs it, on the port that everybody knows, and at every boot. We run our own on free
# ports, so that one goes again; but only if it came with a package that we have just installed.
stop_service() {
    say "stopping and disabling the service $1 that came with the package; to have it back: sudo systemctl enable --now $1"
    if [ -d /run/systemd/system ]; then
        $as_root systemctl disable --now --quiet "$1"
    else
        $as_root service "$1" stop >/dev/null 2>&1 || :
        $as_root update-rc.d "$1" disable
    fi
}

# Builds a tool from its crate: neither optimised nor checked nor with what a debugger needs, as compiling takes longer than
# all its work ever will. What was compiled is kept until it succeeds, so that a broken-off install goes on where it stopped.
cargo_install() {
    crate=$1
    version=$2
    shift 2
    say "cargo install $crate $version"
    CARGO_TARGET_DIR=$cache/tools-target \
        CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false \
        cargo install "$crate" --version "$version" --root "$tools" --debug "$@"
    rm -rf "$cache/tools-target"
}

need_rust() {
    has cargo || fail 'please install Rust: https://rustup.rs'
    has cc || apt_install build-essential
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    found=$(rustc --version | cut -d ' ' -f 2)
    at_least "$found" "$wanted" || fail "Rust $found is too old, $wanted is needed; please run: rustup update stable"
}

need_wasm_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] && return
    has rustup || fail "please install Rust's target wasm32-unknown-unknown"
    say 'rustup target add wasm32-unknown-unknown'
    rustup target add wasm32-unknown-unknown
}

need_rust_components() {
    has cargo-fmt && has cargo-clippy && cargo fmt --version >/dev/null 2>&1 && return
    has rustup || fail 'please install rustfmt and clippy'
    say 'rustup component add rustfmt clippy'
    rustup component add rustfmt clippy
}

has_cargo_leptos() {
    [ "$(cargo-leptos --version 2>/dev/null)" = "cargo-leptos $cargo_leptos_version" ]
}

need_cargo_leptos() {
    has_cargo_leptos && return
    say 'cargo-leptos takes some 6 minutes on two cores, once'
    # The system's OpenSSL spares building another one for it.
    if has pkg-config && pkg-config --exists openssl; then
        export OPENSSL_NO_VENDOR=1
    fi
    # All that it could download is here already.
    cargo_install cargo-leptos "$cargo_leptos_version" --locked --features no_downloads
}

# What cargo-leptos will ask of Cargo, in the same words, so that it finds it done. It may be told to stop.
build_ahead() {
    trap 'kill "$building"; exit 1' TERM
    cargo build --quiet --package=server --bin=server --no-default-features --release &
    building=$!
    wait "$building"
    RUSTFLAGS=-Clink-args=--emit-relocs cargo build --quiet --package=frontend --lib \
        --target-dir="${CARGO_TARGET_DIR:-target}/front" --target=wasm32-unknown-unknown --no-default-features \
        --features=split --profile=wasm-release &
    building=$!
    wait "$building"
}

# The tool and the library must be of the very same version.
need_wasm_bindgen() {
    version=$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
    [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
    say 'wasm-bindgen takes a minute on two cores, once'
    cargo_install wasm-bindgen-cli "$version" --bin wasm-bindgen
}

# Playwright, and wasm-opt for the release build.
need_node_modules() {
    has npm || fail "please install Node $node_major or newer, with npm"
    at_least "$(node --version | tr -d v)" "$node_major" || fail "Node $(node --version) is too old, $node_major is needed"
    node_modules_of end2end
}

# What the lock file of the folder $1 says.
node_modules_of() {
    installed=$1/node_modules/.package-lock.json
    [ -f "$installed" ] && [ ! "$1/package-lock.json" -nt "$installed" ] && return
    say "npm ci in $1"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$1" --no-audit --no-fund
    touch "$installed"
}

# The browser that maps are measured in, the maps that ours is measured beside, and Python to read where the demo's seats are.
need_maps() {
    need_node_modules
    node_modules_of bench/map
    need_browser
    has python3 || apt_install python3
}

# The browser is the system's, as it comes with the libraries that it needs.
need_browser() {
    if [ -n "${CHROMIUM:-}" ]; then
        has "$CHROMIUM" || fail "CHROMIUM names $CHROMIUM, which is not there"
        return
    fi
    has chromium || has chromium-browser || has google-chrome || apt_install chromium
}

# The tests over HTTPS make their own certificates.
need_openssl() {
    has openssl || apt_install openssl
}

need_korean_font() {
    has fc-list || apt_install fontconfig
    [ -n "$(fc-list :lang=ko)" ] || apt_install fonts-noto-cjk
}

need_redis() {
    if ! has redis-server; then
        apt_install redis-server
        stop_service redis-server
    fi
    found=$(redis-server --version | sed -n 's/.* v=\([0-9.]*\).*/\1/p')
    at_least "$found" "$redis_version" || fail "Redis $found is too old, $redis_version is needed"
}

# Debian keeps each version's programs in a folder that is on nobody's path.
need_postgres() {
    has postgres && has initdb && return
    for program in /usr/lib/postgresql/*/bin/postgres; do
        [ -x "$program" ] && return
    done
    apt_install postgresql
    stop_service postgresql
}

# Programs in Python that others have written, each in an environment of its own, as the system's is the system's: into $1 the package
# $2 of the version $3, and what more is named.
python_program() {
    home=$cache/$1
    package=$2
    version=$3
    shift 3
    "$home/bin/python" -c "import sys, importlib.metadata as m; sys.exit(m.version('$package') != '$version')" 2>/dev/null && return
    has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
    say "pip install $package $version in $home"
    python3 -m venv --clear "$home"
    "$home/bin/pip" install --quiet --disable-pip-version-check "$package==$version" "$@"
}

# A client for server-sent events, to read our streams with; a stand-in for Stripe, to try our adapter with; a mail server, to send
# our mails to.
need_python_programs() {
    python_program sse-client httpx-sse "$httpx_sse_version" 'httpx[http2]==0.28.1'
    python_program localstripe localstripe "$localstripe_version" 'aiohttp==3.14.5'
    python_program aiosmtpd aiosmtpd "$aiosmtpd_version"
}

need_nginx() {
    has nginx && return
    apt_install nginx
    stop_service nginx
}

need_cargo_deny() {
    [ "$(cargo-deny --version 2>/dev/null)" = "cargo-deny $cargo_deny_version" ] && return
    cargo_install cargo-deny "$cargo_deny_version" --locked
}

setup_build() {
    need_rust
    need_wasm_target
    need_wasm_bindgen
    need_cargo_leptos
    need_node_modules
}

# The first time Jari itself is built while its tools are, so that no core is idle.
setup_release() {
    if has_cargo_leptos; then
        setup_build
        return
    fi
    need_rust
    need_wasm_target
    say 'the first build takes some 12 minutes on two cores: tools first, and Jari meanwhile; what is done is kept if you stop it'
    build_ahead &
    ahead=$!
    # However this ends, it leaves nothing behind that goes on.
    trap 'kill "$ahead" 2>/dev/null || :' EXIT
    trap 'exit 1' INT TERM
    setup_build
    # What went wrong there goes wrong again where it is waited for.
    wait "$ahead" || :
}

setup_test_rust() {
    setup_build
    need_redis
    need_postgres
    need_nginx
    need_python_programs
}

case ${1:-} in
    core) need_rust ;;
    build) setup_build ;;
    release) setup_release ;;
    test-rust) setup_test_rust ;;
    test)
        setup_test_rust
        need_rust_components
        need_browser
        need_openssl
        need_korean_font
        ;;
    cluster)
        setup_build
        need_redis
        need_postgres
        need_nginx
        ;;
    bench-map) need_maps ;;
    deny)
        need_rust
        need_cargo_deny
        ;;
    *) fail 'which of core, build, release, test-rust, test, cluster, bench-map or deny?' ;;
esac
