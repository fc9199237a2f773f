import { maxPasswordBytes, minPasswordBytes, passwordBytes } from "@/lib/platform/password-text";

export type PasswordRule = { label: string; met: boolean };

/** What a new password must fulfil, judged while it is typed; whether it is a common one only the server knows. */
export function passwordChecklist(password: string): PasswordRule[] {
  const bytes = passwordBytes(password);
  return [
    { label: "At least 8 characters", met: bytes >= minPasswordBytes },
    { label: "At most 72 letters; accents and emoji count as more", met: bytes > 0 && bytes <= maxPasswordBytes },
  ];
}
