/** Members or invitations that the team's page loads at once. */
export const rowsPerPage = 50;
