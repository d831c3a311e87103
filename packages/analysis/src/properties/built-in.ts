import type { Property } from './property.ts';
import { every } from './vocabulary.ts';

/** What is checked of every run, in the events that any node implementation gives. */
export const BUILT_IN_PROPERTIES: readonly Property[] = [
  every('SlotStarted')
    .isFollowedBy('LeadershipDecided', 'ForgingFailed')
    .within(1)
    .sameField('slot')
    .named('every leadership check is decided within 1 s'),
  every('LeadershipDecided', { leader: true })
    .isFollowedBy('BlockForged', 'ForgingFailed')
    .within(1)
    .sameField('slot')
    .named('every leader forges or says why not within 1 s'),
  every('BlockForged')
    .isFollowedBy('BlockAdopted')
    .within(3)
    .sameField('hash')
    .named('every forged block is adopted by its forger within 3 s'),
  every('FetchRequested')
    .isFollowedBy('BlockFetched')
    .within(10)
    .sameField('hash')
    .named('every requested block arrives within 10 s'),
];
