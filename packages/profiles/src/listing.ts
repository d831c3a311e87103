/**
 * What there is, without the schema: a door of its own, because reading the schema takes three times as long as listing everything
 * (150 ms against 50 ms of one core).
 */
export { profileFamilies } from './catalogue.ts';
export { type ProfileSummary, summariseProfile } from './summary.ts';
