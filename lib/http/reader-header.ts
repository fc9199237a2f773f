/**
 * The header in which a page of the dashboard says whose it is (`readerOf`). It grants nothing: a session of another user, or one that
 * acts for another organization, is refused, and the refusal names its own reader in the same header.
 */
export const readerHeader = "latchkey-reader";
