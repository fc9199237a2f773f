/** The server under test makes whoever proves this address an administrator of the deployment (ADMIN_EMAILS). */
export const operatorEmail = "operator@example.test";
