/** How files of this machine reach the tasks of a run. */
export interface Delivery {
  /** Makes a file available to who has its URL. */
  offer(name: string, path: string): Promise<string> | string;
  /** A text without what lets its bearer fetch. */
  hide(text: string): string;
  /** Takes back all that was offered. */
  close(): Promise<void>;
}
