fn main(){ let n: u64 = std::env::args().nth(2).and_then(|a| a.parse().ok()).unwrap_or(1_000_000);
 let s = match std::env::args().nth(1).as_deref() { Some("hand") => kamaelia_benches::hand(n), _ => kamaelia_benches::kamaelia(n)}; println!("{s}"); }
