/** The person took back what they had begun: told in its own words, and quietly, for nothing is wrong. */
export class Cancelled extends Error {}
