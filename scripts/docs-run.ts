/** One command of a page, as a reader would type it. */
export interface DocCommand {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

const programs =
  /^(?:\$ )?(?:npm|npx|node|slotbench(?:-\w+)?|systemctl|useradd|install|ssh(?:-keygen)?|ln|echo|sudo|curl|printf|chmod|mkdir|cp|openssl|docker)\s/;

/**
 * The commands in the blocks of a page that have no language or `sh`: lines that begin with a program. What follows three
 * blanks, or a blank and `#`, is a word to the reader. A backslash joins lines.
 */
export function docCommands(page: string, text: string): DocCommand[] {
  const found: DocCommand[] = [];
  let language: string | undefined;
  const lines = text.split('\n');
  for (let n = 0; n < lines.length; n++) {
    const fence = /^```(\w*)/.exec(lines[n]!);
    if (fence !== null) language = language === undefined ? fence[1] : undefined;
    else if (language === '' || language === 'sh') {
      const line = n + 1;
      let command = lines[n]!;
      while (command.endsWith('\\') && n + 1 < lines.length)
        command = `${command.slice(0, -1).trimEnd()} ${lines[++n]!.trim()}`;
      if (programs.test(command))
        found.push({ page, line, text: command.replace(/(?: {3}|\s#\s).*$/, '').trim() });
    }
  }
  return found;
}
