import { exactText } from "@/components/ui/relative-time-text";
import { envFile, envFileName, snippetsOf } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { type CreatedToken, listTokensContract } from "@/lib/features/tokens/contract";

const variable = "ACCESS_TOKEN";

/** A new token as the reveal step shows it; `origin` is where the API answers. */
export function revealedToken({ token, name, expires_at }: CreatedToken, origin: string): RevealedSecret {
  const { method, path } = listTokensContract;
  return {
    secret: token,
    label: "Personal access token",
    envFile: {
      name: envFileName(name),
      text: envFile(variable, token, [`${name}: personal access token, expires ${exactText(Date.parse(expires_at))}`]),
    },
    snippets: snippetsOf({ method, url: origin + path }, token, variable),
  };
}
