export { renderHtml } from './html/page.ts';
export { renderText } from './text.ts';
