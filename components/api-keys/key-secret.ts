import { exactText } from "@/components/ui/relative-time-text";
import { envFile, envFileName, snippetsOf } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import type { CreatedApiKey } from "@/lib/features/api-keys/contract";
import { environmentLabels, exampleFor, type KeyProduct } from "./key-product";

/** A new key as the reveal step shows it; `origin` is where the API answers. */
export function revealedKey({ data }: CreatedApiKey, product: KeyProduct, origin: string): RevealedSecret {
  const variable = `${product.id.toUpperCase().replaceAll("-", "_")}_API_KEY`;
  const { method, path, body } = exampleFor(product, data.scopes);
  const expiry = data.expiresAt ? `expires ${exactText(Date.parse(data.expiresAt))}` : "never expires";
  return {
    secret: data.plainKey,
    label: "API key",
    envFile: {
      name: envFileName(data.name),
      text: envFile(variable, data.plainKey, [
        `${data.name}: ${product.label}, ${environmentLabels[data.environment]}, ${expiry}`,
      ]),
    },
    snippets: snippetsOf({ method, url: origin + path, ...(body ? { body } : {}) }, data.plainKey, variable),
  };
}
