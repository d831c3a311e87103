import { ClusterError } from './errors.ts';

/**
 * The texts of the Byron and Shelley genesis files with another start of slot 0. Works on the text: a genesis of a large
 * ledger state is too big to be parsed for one field, and lovelace may exceed what JSON.parse keeps.
 */
export function withSystemStart(o: { byron: string; shelley: string; startSeconds: number }): {
  byron: string;
  shelley: string;
} {
  const iso = new Date(o.startSeconds * 1000).toISOString().replace('.000Z', 'Z');
  return {
    byron: replaceField(o.byron, { name: 'startTime', value: '\\d+', by: String(o.startSeconds) }),
    shelley: replaceField(o.shelley, { name: 'systemStart', value: '"[^"]*"', by: `"${iso}"` }),
  };
}

function replaceField(text: string, field: { name: string; value: string; by: string }): string {
  const pattern = new RegExp(`("${field.name}"\\s*:\\s*)${field.value}`, 'g');
  let found = 0;
  const replaced = text.replace(pattern, (_, key: string) => {
    found++;
    return key + field.by;
  });
  if (found !== 1)
    throw new ClusterError('RUN_BROKEN', {
      place: `genesis field ${field.name}`,
      problem: `found ${found} times instead of once`,
      fix: 'prepare the run again',
    });
  return replaced;
}
