/**
 * The server under test makes the users who prove these addresses administrators of the deployment (ADMIN_EMAILS). Each
 * is registered by one test.
 */
export const operatorEmail = "operator@example.test";
export const peopleOperatorEmail = "people-operator@example.test";
export const limitsOperatorEmail = "limits-operator@example.test";
export const pagesOperatorEmail = "pages-operator@example.test";
export const heldOperatorEmail = "held-operator@example.test";
export const portalOperatorEmail = "portal-operator@example.test";
export const mailOperatorEmail = "mail-operator@example.test";
export const operatorEmails = [
  operatorEmail,
  peopleOperatorEmail,
  limitsOperatorEmail,
  pagesOperatorEmail,
  heldOperatorEmail,
  portalOperatorEmail,
  mailOperatorEmail,
];
