/** The header in which a page of the dashboard says for which organization it acts. It grants nothing: a session that acts for another one is refused. */
export const organizationHeader = "latchkey-organization";
