/** Where the addresses of users lie who come by a trusted issuer's token: RFC 2606 keeps `.invalid` from ever reaching anybody. */
const externalDomain = "external.invalid";

/** The address of a user who has none here, made from what their token says of who they are. */
export function externalAddress(hash: string): string {
  return `${hash}@${externalDomain}`;
}
