/** The words that profiles are made of, for profiles of one's own. */
import { piece } from './compose.ts';
import * as vocabulary from './vocabulary.ts';
import * as hosted from './words/hosted.ts';
import { fee, scripts } from './words/scripts.ts';
import * as workloads from './words/workloads.ts';

export const words = { ...vocabulary, ...hosted, ...workloads, fee, scripts, piece } as const;

/** What `slotbench.profiles.ts` is given. */
export type ProfileWords = typeof words;
