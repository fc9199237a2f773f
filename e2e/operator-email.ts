/** The server under test makes the user who proves this address an administrator of the deployment (ADMIN_EMAILS). */
export const operatorEmail = "operator@example.test";
