import type { Scanner } from './scanner.ts';

/** Control characters by their names in Haskell's string literals, in order of their codes. */
const CONTROLS =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US SP'.split(
    ' ',
  );
const SHORT: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** A string constant: a literal of Haskell, with its escapes. The scanner stands in front of the quote. */
export function readString(scanner: Scanner): string {
  const start = scanner.at;
  scanner.expect('"');
  let text = '';
  for (;;) {
    const end = scanner.text.slice(scanner.at).search(/["\\\n]/);
    const stop = end === -1 ? undefined : scanner.text[scanner.at + end];
    if (stop === undefined || stop === '\n') throw scanner.fault('a closing quote', 'none', start);
    text += scanner.text.slice(scanner.at, scanner.at + end);
    scanner.at += end + 1;
    if (stop === '"') return text;
    text += readEscape(scanner);
  }
}

function readEscape(scanner: Scanner): string {
  const sticky = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = scanner.at;
    const found = pattern.exec(scanner.text)?.[0];
    if (found !== undefined) scanner.at += found.length;
    return found;
  };
  if (sticky(/&|\s+\\/y) !== undefined) return '';
  const number = sticky(/\d+|x[0-9a-fA-F]+|o[0-7]+/y);
  if (number !== undefined) return fromCode(scanner, number);
  const control = sticky(/\^[@A-Z[\\\]^_]/y);
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(1) - 64);
  if (sticky(/DEL/y) !== undefined) return '\u007f';
  // The longest name first: SO is the beginning of SOH.
  const name = [...CONTROLS]
    .sort((a, b) => b.length - a.length)
    .find((control) => scanner.text.startsWith(control, scanner.at));
  if (name !== undefined) {
    scanner.at += name.length;
    return String.fromCharCode(CONTROLS.indexOf(name));
  }
  const short = SHORT[scanner.text[scanner.at] ?? ''];
  if (short === undefined) throw scanner.fault('an escape of a string literal');
  scanner.at++;
  return short;
}

function fromCode(scanner: Scanner, number: string): string {
  const code =
    number[0] === 'x'
      ? Number.parseInt(number.slice(1), 16)
      : number[0] === 'o'
        ? Number.parseInt(number.slice(1), 8)
        : Number.parseInt(number, 10);
  if (code > 0x10ffff) throw scanner.fault('a code point up to 1114111', number);
  return String.fromCodePoint(code);
}

/** A string as a literal that `readString` and Haskell read. */
export function showString(text: string): string {
  let shown = '"';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === '\\') shown += `\\${character}`;
    else if (code >= 32 && code !== 127) shown += character;
    // The empty escape keeps a digit that follows from joining the number.
    else shown += `\\${code}\\&`;
  }
  return `${shown}"`;
}
