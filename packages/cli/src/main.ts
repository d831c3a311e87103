import type { Io } from './command.ts';
import { CliError } from './errors.ts';
import { EXIT, type ExitName } from './exit.ts';
import { explainError } from './explain.ts';
import { parseCommandLine } from './parser.ts';
import { runProgramCommand } from './program.ts';
import { commands } from './table.ts';
import { version } from './version.ts';

process.exitCode = EXIT[await main(process.argv.slice(2))].code;

async function main(argv: readonly string[]): Promise<ExitName> {
  const stop = new AbortController();
  const io: Io = {
    print: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    stderr: process.stderr,
    columns: Math.min(process.stdout.columns ?? process.stderr.columns ?? 80, 120),
    env: process.env,
    cwd: process.cwd(),
    signal: stop.signal,
  };
  ignoreClosedOutput();
  try {
    const request = await parseCommandLine(argv, {
      table: commands,
      version: version(),
      columns: io.columns,
    });
    if (request.kind === 'text') {
      process.stdout.write(request.text);
      return 'ok';
    }
    if (request.kind === 'program') return await runProgramCommand(request.program, request.args);
    const signalled = onSignals(stop);
    const exit = await request.command.run(request.values, io);
    return signalled() ?? exit;
  } catch (error) {
    const { exit, lines } = explainError(error);
    for (const line of lines) io.note(line);
    return exit;
  }
}

/** First signal: the command stops what it started and ends. Second: at once; children notice by their pipe. */
function onSignals(stop: AbortController): () => ExitName | undefined {
  let received: ExitName | undefined;
  for (const [signal, name] of [
    ['SIGINT', 'interrupted'],
    ['SIGTERM', 'terminated'],
    ['SIGHUP', 'terminated'],
  ] as const)
    process.on(signal, () => {
      if (received !== undefined) process.exit(EXIT[name].code);
      received = name;
      stop.abort(new CliError({ exit: name, message: `stopped by ${signal}` }));
    });
  return () => received;
}

/** `slotbench runs list | head -1` must not end in a stack trace. */
function ignoreClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok.code);
  });
}
