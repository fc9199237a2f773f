import { type ExampleRequest, envFile, envFileName, exampleCodes, snippetsOf } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { exactTexts } from "@/components/ui/time-texts";
import { type CreatedToken, listTokensContract } from "@/lib/features/tokens/contract";

/** The environment variable that examples keep a token in. */
export const tokenVariable = "ACCESS_TOKEN";

type Named = Pick<CreatedToken, "name" | "expires_at">;

/** A new token as the reveal step shows it; `origin` is where the API answers. */
export function revealedToken(made: CreatedToken, origin: string): RevealedSecret {
  return {
    secret: made.token,
    label: "Personal access token",
    envFile: { name: envFileName(made.name), text: envFile(tokenVariable, made.token, [remarkOn(made)]) },
    snippets: snippetsOf(exampleAt(origin), made.token, tokenVariable),
  };
}

/** Code that uses a token whose secret was shown before; `origin` is where the API answers. */
export function tokenCodes(token: Named, origin: string) {
  return exampleCodes(exampleAt(origin), tokenVariable, [remarkOn(token)]);
}

function exampleAt(origin: string): ExampleRequest {
  const { method, path } = listTokensContract;
  return { method, url: origin + path };
}

function remarkOn({ name, expires_at }: Named): string {
  return `${name}: personal access token, expires ${exactTexts.utc(expires_at)}`;
}
