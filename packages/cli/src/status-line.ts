/** The one line at the bottom of a terminal that is rewritten in place; plain lines now and then elsewhere. */
export interface StatusLine {
  show(line: string): void;
  /** Removes the line, so that ordinary output can follow. */
  clear(): void;
}

/** Plain output repeats the state this often; CI logs stay short. */
const PLAIN_PERIOD_MS = 5000;

export function statusLine(stream: NodeJS.WriteStream, now: () => number): StatusLine {
  return stream.isTTY ? rewritten(stream) : plain(stream, now);
}

function rewritten(stream: NodeJS.WriteStream): StatusLine {
  return {
    show(line) {
      stream.write(`\r\x1b[2K${line}`);
    },
    clear() {
      stream.write('\r\x1b[2K');
    },
  };
}

function plain(stream: NodeJS.WriteStream, now: () => number): StatusLine {
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastPhase = '';
  return {
    show(line) {
      const phase = line.split('  ')[0] ?? '';
      if (phase === lastPhase && now() - lastMs < PLAIN_PERIOD_MS) return;
      lastPhase = phase;
      lastMs = now();
      stream.write(`${line}\n`);
    },
    clear() {},
  };
}
