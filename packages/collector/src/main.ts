import { readFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { EXIT, runProgram } from '@slotbench/tracing';
import { compareLogsCommand } from './compare-logs/command.ts';
import { parseCommandLine, type Request } from './configuration/arguments.ts';
import { checkFiles, loadConfig } from './configuration/load-config.ts';
import { collectorDeclarations } from './declarations.ts';
import { CollectorError } from './errors.ts';
import { faceOf } from './program-face.ts';
import { run } from './run.ts';

const face = faceOf(basename(process.argv[1] ?? ''));
const say = (line: string) => printOn(2, `${face.name}: ${line}`);

let request: Request | CollectorError;
try {
  request = parseCommandLine(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CollectorError)) throw error;
  request = error;
}
await runProgram({
  name: face.name,
  shutdownIpcFd: 'shutdownIpc' in request ? request.shutdownIpc : undefined,
  run: (signal) => answer(request, signal).catch(told),
});

async function answer(asked: Request | CollectorError, signal: AbortSignal): Promise<number> {
  if (asked instanceof CollectorError) throw asked;
  switch (asked.kind) {
    case 'help':
      printOn(1, face.usage.trimEnd());
      return EXIT.ok;
    case 'version':
      printOn(1, face.version(version()));
      return EXIT.ok;
    case 'trace-documentation':
      printOn(1, JSON.stringify(collectorDeclarations()));
      return EXIT.ok;
    case 'compare-logs':
      return compareLogsCommand(asked.args, (text) => printOn(1, text));
    case 'check': {
      const { config } = await loadConfig(asked.config, say);
      checkFiles(config, asked.config);
      printOn(1, `${asked.config}: can be used`);
      return EXIT.ok;
    }
    case 'run':
      await run(asked, {
        version: version(),
        whenTaken: face.whenTaken,
        signal,
        say,
        onHangUp: (handler) => process.on('SIGHUP', handler),
        onStopping: () => face.farewell !== undefined && printOn(1, face.farewell),
      });
      return EXIT.ok;
  }
}

/** What stops the start is said in the words of the program that was called. */
function told(error: unknown): number {
  if (!(error instanceof CollectorError)) throw error;
  const { text, exitCode } = face.failure(error);
  printOn(2, text);
  return exitCode;
}

function printOn(fd: 1 | 2, text: string): void {
  try {
    writeSync(fd, `${text}\n`);
  } catch {
    // Nobody reads any more; the exit code still tells.
  }
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
