export type PasswordRule = { label: string; met: boolean };

const leastCharacters = 8;
const mostBytes = 72;

/** What a new password must fulfil, judged while it is typed; whether it is a common one only the server knows. */
export function passwordChecklist(password: string): PasswordRule[] {
  const bytes = new TextEncoder().encode(password).length;
  return [
    { label: "At least 8 characters", met: password.length >= leastCharacters },
    { label: "At most 72 letters; accents and emoji count as more", met: bytes > 0 && bytes <= mostBytes },
  ];
}
