/**
 * The header in which a page of the dashboard says for which organization it acts. It grants nothing: a session that acts for another
 * one is refused, and the refusal names that one in the same header.
 */
export const organizationHeader = "latchkey-organization";
