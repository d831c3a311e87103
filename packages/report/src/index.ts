export { renderHtml } from './html/page.ts';
export { renderProperties } from './properties.ts';
export { renderText } from './text.ts';
