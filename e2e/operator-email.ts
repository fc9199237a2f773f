/**
 * The server under test makes the users who prove these addresses administrators of the deployment (ADMIN_EMAILS). Each
 * is registered by one test.
 */
export const operatorEmail = "operator@example.test";
export const peopleOperatorEmail = "people-operator@example.test";
