import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError } from './errors.ts';

/** A secret is one line; more is something else. */
const SECRET_CHARACTERS_MAX = 16_384;

/**
 * A secret from standard input: asked for without showing what is typed on a terminal, else the first line of what is piped in. Never an
 * argument, which every user of the machine could read.
 */
export async function readSecret(
  question: string,
  o: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream; readonly signal: AbortSignal },
): Promise<string> {
  const terminal = o.input.isTTY === true;
  // Echo goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: o.input, output: nowhere, terminal });
  if (terminal) o.output.write(`${question}: `);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      // In raw mode Ctrl-C is a character.
      lines.once('SIGINT', () => reject(new CliError({ exit: 'interrupted', message: 'stopped by SIGINT' })));
      o.signal.addEventListener('abort', () => reject(o.signal.reason), { once: true });
    });
    const secret = line.trim();
    if (secret === '' || secret.length > SECRET_CHARACTERS_MAX)
      throw new CliError({
        exit: 'usage',
        message: `${question}: expected one line on standard input, got ${secret === '' ? 'nothing' : 'something longer than a secret'}`,
      });
    return secret;
  } finally {
    lines.close();
    if (terminal) o.output.write('\n');
    o.input.destroy();
  }
}
