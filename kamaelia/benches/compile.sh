#!/usr/bin/env bash
# What a graph costs the compiler: seconds of `cargo check`, `cargo build` and
# `cargo build --release` for a program with one graphline! of N components,
# all else built; the median of five, of three, and one. Also the size of the smallest graph, and
# the crates that kamaelia brings along.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
cat >"$work/Cargo.toml" <<TOML
[package]
name = "graph"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
kamaelia = { path = "$here/.." }
TOML
cp "$here/Cargo.lock" "$work/Cargo.lock" 2>/dev/null || true

program() { # N components
  echo '#![allow(unused)]'
  if [ "$1" -eq 0 ]; then echo 'use kamaelia as _; fn main() {}'; return; fi
  cat <<'RUST'
use kamaelia::prelude::*;
#[derive(Component)]
struct Echo<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
}
impl<T: Message> Main for Echo<T> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}
#[kamaelia::main]
async fn main() -> Outcome {
    let (_numbers, source) = feed::<u64>();
    let (_results, sink) = collect();
    graphline! {
        SOURCE = source;
        SINK = sink;
RUST
  for i in $(seq $(($1 - 2))); do echo "        ECHO_$i = Echo::new();"; done
  printf '        SOURCE'
  for i in $(seq $(($1 - 2))); do printf ' -> ECHO_%d' "$i"; done
  printf ' -> SINK;\n    }\n    .run()\n    .await\n}\n'
}

seconds() { # runs, command: their median, after one that builds everything else
  local runs=$1
  shift
  for run in $(seq 0 "$runs"); do
    touch "$work/src/main.rs"
    local start=$EPOCHREALTIME
    (cd "$work" && CARGO_INCREMENTAL=0 "$@" -q)
    local end=$EPOCHREALTIME
    [ "$run" = 0 ] || echo "$start $end"
  done | awk '{print $2 - $1}' | sort -n | sed -n $(((runs + 1) / 2))p
}

echo '| components | cargo check | cargo build | cargo build --release |'
echo '|---|---|---|---|'
for n in 0 10 100 300; do
  program "$n" >"$work/src/main.rs"
  printf '| %s | %.2f s | %.2f s | %.2f s |\n' "$n" \
    "$(seconds 5 cargo check)" "$(seconds 3 cargo build)" "$(seconds 1 cargo build --release)"
done

cd "$here"
# Without the peers, whose features of shared crates would be in it.
cargo build -q --release --no-default-features --bin smallest
strip -o "$work/smallest" "${CARGO_TARGET_DIR:-target}/release/smallest"
echo "the smallest graph, stripped: $(stat -c %s "$work/smallest") bytes"
echo "crates: $(cd "$work" && cargo tree -e normal,build --prefix none | sed 's/ (\*)$//' | sort -u | grep -vc '^graph ')"
