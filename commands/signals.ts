const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Does that on Ctrl-C, and where the system or a closed terminal asks for the end. Returns what ends the listening. */
export function onSignals(act: () => void): () => void {
  for (const signal of signals) process.on(signal, act);
  return () => {
    for (const signal of signals) process.off(signal, act);
  };
}
