export { renderComparisonHtml } from './comparison/html.ts';
export { renderJunit } from './comparison/junit.ts';
export { renderComparisonMarkdown } from './comparison/markdown.ts';
export { renderComparisonText, renderGateText } from './comparison/text.ts';
export { renderHtml } from './html/page.ts';
export type { PlutusBudget } from './html/plutus.ts';
export { visible } from './lines.ts';
export { renderLocliComparison } from './locli-differences.ts';
export { renderProperties } from './properties.ts';
export type {
  ForwardingCell,
  ForwardingKnee,
  ForwardingPath,
  ForwardingPoint,
  ForwardingStudy,
} from './study/forwarding.ts';
export { renderForwardingHtml } from './study/forwarding-html.ts';
export { renderForwardingText } from './study/forwarding-text.ts';
export { renderStudyHtml } from './study/html.ts';
export {
  type CostInterval,
  type FlameFrame,
  type MessageCost,
  type ProfilingCost,
  type RateCost,
  STUDY_SCHEMA,
  type StudyComparison,
  type StudyMessage,
  type StudyProfile,
  type StudySetup,
  type TracingStudy,
} from './study/study.ts';
export { renderStudyText } from './study/text.ts';
export { renderText } from './text.ts';
export { renderVarianceHtml } from './variance/html.ts';
export { renderVarianceText } from './variance/text.ts';
