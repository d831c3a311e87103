import { readFileSync } from 'node:fs';

/** What a real Nomad answered once. */
export interface RecordedAnswer {
  readonly name: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly index?: number;
  /** JSON, words, or the frames of a WebSocket. */
  readonly body: unknown;
}

/** By name; one that is not there is an error. */
export function recordedAnswers(): (name: string) => RecordedAnswer {
  const text = readFileSync(new URL('./vectors/answers.json', import.meta.url), 'utf8');
  const { answers } = JSON.parse(text) as { answers: readonly RecordedAnswer[] };
  if (answers.length === 0) throw new Error('no recorded answer');
  return (name) => {
    const found = answers.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no answer was recorded of: ${name}`);
    return found;
  };
}
