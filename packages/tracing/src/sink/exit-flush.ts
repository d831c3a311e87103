/** Sinks that still hold lines when the process ends without closing them (a second Ctrl-C, a defect). */
const open = new Set<{ flush(): void }>();
let listening = false;

/** Flushes `sink` when the process exits; the returned function forgets it. */
export function flushAtExit(sink: { flush(): void }): () => void {
  if (!listening) {
    listening = true;
    process.on('exit', () => {
      for (const each of open) each.flush();
    });
  }
  open.add(sink);
  return () => open.delete(sink);
}
