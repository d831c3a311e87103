export { renderHtml } from './html/page.ts';
export { renderLocliComparison } from './locli-differences.ts';
export { renderProperties } from './properties.ts';
export { renderText } from './text.ts';
