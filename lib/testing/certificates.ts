import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

/** Makes an authority that nobody trusts, as `<name>.crt` and `<name>.key`; returns the file of its certificate. */
export async function makeAuthority(folder: string, name: string): Promise<string> {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  await run("openssl", ["req", "-x509", ...newKey, "-keyout", key, "-out", certificate, "-subj", `/CN=${name}`]);
  return certificate;
}

/** Makes a certificate by that authority for a server of these names, such as `DNS:localhost` or `IP:::1`. */
export async function makeCertificate(
  folder: string,
  authority: string,
  names: readonly string[],
): Promise<{ key: string; certificate: string }> {
  const [key, certificate] = [join(folder, "server.key"), join(folder, "server.crt")];
  const by = ["-CA", join(folder, `${authority}.crt`), "-CAkey", join(folder, `${authority}.key`)];
  const about = ["-subj", "/CN=server", "-addext", `subjectAltName=${names.join(",")}`];
  await run("openssl", ["req", "-x509", ...newKey, ...by, ...about, "-keyout", key, "-out", certificate]);
  return { key, certificate };
}
