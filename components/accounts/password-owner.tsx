export const passwordHint = "8 characters or more, at most 72 bytes. Common passwords are refused.";

/** Tells password managers whose password a form is about. */
export function PasswordOwner({ email }: { email: string }) {
  return <input type="text" autoComplete="username" value={email} readOnly hidden />;
}
