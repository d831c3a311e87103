/** Conway in headers, transactions and transaction ids on the wire (inside a block it is 7). */
export const CONWAY_ERA = 6;
