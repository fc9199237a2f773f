import "server-only";

const untrusted =
  "its certificate is signed by no authority that is trusted here; name the file of its authority's with sslrootcert= in DATABASE_URL";

/** What OpenSSL's words for a certificate come to (verify(1)). */
const certificateFaults: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate does not count yet; look at the clocks of both machines",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for other names than that in DATABASE_URL",
};

/** Why a database could not be entered, for an operator: what a connection met in plain words, and else what was said. */
export function whyNoDatabase(error: unknown): string {
  const { message, code = "", syscall, path } = error as NodeJS.ErrnoException;
  const fault = certificateFaults[code];
  if (fault !== undefined) return fault;
  if (syscall === "open" && path) return `the file ${path} that DATABASE_URL names cannot be read (${code})`;
  if (message === "The server does not support SSL connections")
    return "it speaks no TLS, which sslmode= in DATABASE_URL asks for";
  if (code === "28000" && /no encryption$/.test(message))
    return "it lets no one in without TLS; add sslmode=verify-full to DATABASE_URL";
  // Refused on every address of the host: pg's error then has a code, and no message.
  return message || code;
}
