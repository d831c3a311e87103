/**
 * Profiles of one's own: commands in a folder with this file know them by name (`slotbench run steps-2`). Plain TypeScript, so a series
 * is a loop.
 */
import type { ProfileWords } from '@slotbench/profiles';

/** One question: how does the propagation of blocks change with their size? */
const blockBytes = [16_384, 32_768, 65_536, 90_112];

export default (words: ProfileWords) => ({
  // Composed of words, of which no two may set the same value.
  'three-in-a-line': [
    words.description('the longest way for a block: three nodes in a line'),
    words.hosts(3),
    words.topology('line'),
    words.timescale({ epochLength: 600, k: 10, slotSeconds: 0.2, f: 0.2 }),
    words.voltaire,
    words.futureOffset(-35),
    words.tps(20),
    words.untilBlock(50),
  ],
  // Made from a built-in profile: what differs is laid over.
  ...Object.fromEntries(
    blockBytes.map((bytes, i) => [
      `steps-${i + 1}`,
      {
        from: 'quick-full',
        desc: `full blocks of ${bytes} bytes`,
        overlay: { genesis: { shelley: { protocolParams: { maxBlockBodySize: bytes } } } },
      },
    ]),
  ),
});
