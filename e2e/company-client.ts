/** What the stand-in of a company's own provider knows the server under test by. */
export const companyClient = { clientId: "stand-in-company", clientSecret: "stand-in-company-secret" };
