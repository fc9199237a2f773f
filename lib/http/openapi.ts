import { branding, productName } from "@/lib/access/branding";
import { productOf } from "@/lib/access/catalogue";
import type { Pace } from "@/lib/platform/pace";
import { type Contract, givesTag, isPublic, statePathOf } from "./contract";
import { flatError, headerComponents, nestedError } from "./openapi-errors";
import { oauthError } from "./openapi-oauth";
import { operationOf } from "./openapi-operation";
import { createSchemaStore, type Json } from "./openapi-schemas";
import { securitySchemes } from "./openapi-security";

/**
 * The OpenAPI 3.1 description of every public endpoint, made from the contract table and nothing else. Every schema is read,
 * which takes a while: `pace` is awaited between endpoints.
 */
export async function openApiDocument(
  contracts: readonly Contract[],
  publicUrl: string,
  pace: Pace = () => Promise.resolve(),
): Promise<Json> {
  const store = createSchemaStore({ NestedError: nestedError, FlatError: flatError, OAuthError: oauthError });
  const listed = contracts.filter(isPublic);
  const tagged = new Set(listed.filter(givesTag).map(({ path }) => path));
  const paths: Record<string, Json> = {};
  for (const contract of listed) {
    await pace();
    paths[contract.path] = {
      ...paths[contract.path],
      [contract.method.toLowerCase()]: operationOf(contract, store, statePathOf(contract, tagged) !== null),
    };
  }
  const { links = {} } = branding();
  return {
    openapi: "3.1.0",
    info: {
      title: productName(),
      version: "1",
      description: "Accounts, personal access tokens, API keys and the products behind them.",
      contact: { name: "The operator of this deployment", url: links.support ?? publicUrl },
      ...(links.terms ? { termsOfService: links.terms } : {}),
      license: { name: "MIT", url: "https://spdx.org/licenses/MIT.html" },
    },
    ...(links.docs ? { externalDocs: { url: links.docs } } : {}),
    servers: [{ url: publicUrl, description: "This deployment" }],
    tags: [...new Set(listed.map(({ product }) => product))].map((product) => ({
      name: productOf(product).label,
      description: productOf(product).description,
    })),
    paths,
    components: {
      securitySchemes: securitySchemes(publicUrl),
      headers: headerComponents,
      schemas: store.components(),
    },
  };
}
