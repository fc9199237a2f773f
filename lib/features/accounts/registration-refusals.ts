/** Why somebody may not register (`REGISTRATION`), as a machine reads it and in words. */
export const registrationRefusals = {
  registration_closed: "Registration is closed on this deployment; nobody can make an account at present",
  invitation_required: "Registration needs an invitation: open the link in its mail",
  domain_not_allowed: "Addresses of this domain may not register on this deployment",
  email_proof_required: "A link was mailed to this address: open it to create the account",
  provider_required: "Addresses of this domain sign in with their organization's own provider",
} as const;
