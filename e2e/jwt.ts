/** The claims of a JWT, unchecked. */
export function claimsOf(token: string): Record<string, unknown> {
  return part(token, 1);
}

/** The header of a JWT, unchecked. */
export function headerOf(token: string): Record<string, unknown> {
  return part(token, 0);
}

function part(token: string, position: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[position] ?? "", "base64url").toString());
}
