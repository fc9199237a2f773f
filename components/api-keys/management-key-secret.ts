import { envFile, envFileName } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import type { CreatedManagementKey } from "@/lib/features/api-keys/management-contract";

/** A new management key as the reveal step shows it. */
export function revealedManagementKey({ data, key }: CreatedManagementKey): RevealedSecret {
  const remark = `${data.name}: management key of ${data.organization.name}`;
  return {
    secret: key,
    label: "Management key",
    envFile: { name: envFileName(data.name), text: envFile("LATCHKEY_MANAGEMENT_KEY", key, [remark]) },
  };
}
