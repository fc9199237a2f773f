import { type ExampleRequest, envFile, envFileName, exampleCodes, snippetsOf } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { exactTexts } from "@/components/ui/time-texts";
import type { ApiKey, CreatedApiKey } from "@/lib/features/api-keys/key-contract";
import { environmentLabels, exampleFor, type KeyProduct } from "./key-product";

/** A new key as the reveal step shows it; `origin` is where the API answers. */
export function revealedKey({ data }: CreatedApiKey, product: KeyProduct, origin: string): RevealedSecret {
  const variable = keyVariable(product);
  return {
    secret: data.plainKey,
    label: "API key",
    envFile: {
      name: envFileName(data.name),
      text: envFile(variable, data.plainKey, [remarkOn(data, product)]),
    },
    snippets: snippetsOf(exampleOf(data, product, origin), data.plainKey, variable),
  };
}

/** Code that uses a key whose secret was shown before; `origin` is where the API answers. */
export function keyCodes(apiKey: ApiKey, product: KeyProduct, origin: string) {
  return exampleCodes(exampleOf(apiKey, product, origin), keyVariable(product), [remarkOn(apiKey, product)]);
}

/** The environment variable that examples keep a product's key in. */
export function keyVariable({ id }: KeyProduct): string {
  return `${id.toUpperCase().replaceAll("-", "_")}_API_KEY`;
}

function exampleOf({ scopes }: ApiKey, product: KeyProduct, origin: string): ExampleRequest {
  const { method, path, body } = exampleFor(product, scopes);
  return { method, url: origin + path, ...(body ? { body } : {}) };
}

function remarkOn({ name, environment, expiresAt }: ApiKey, { label }: KeyProduct): string {
  const expiry = expiresAt ? `expires ${exactTexts.utc(expiresAt)}` : "never expires";
  return `${name}: ${label}, ${environmentLabels[environment]}, ${expiry}`;
}
