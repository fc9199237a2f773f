import { patFormat, productOf, shownKeyProductIds } from "@/lib/access/catalogue";
import type { ErrorExamples } from "./errors-guide";
import { limitHeaderMeanings } from "./limit-header-meanings";
import { fenced, listOf, sections, tableOf } from "./markdown";
import { markdownHref } from "./markdown-href";
import type { ReferenceGroup } from "./reference-entry";

type Facts = {
  origin: string;
  errors: ErrorExamples;
  /** A refused response as this deployment sends it. */
  refused: string;
};

/** The reference's first page: how to authenticate, limits, errors, and where each product's endpoints are. */
export function guidesMarkdown(groups: readonly ReferenceGroup[], { origin, errors, refused }: Facts): string {
  return sections(
    "# API reference",
    "## Authentication",
    "Send one credential with every request: `Authorization: Bearer <credential>`. Cookies are never read by the API. Without a credential, or with one that is expired or revoked, the answer is 401. When the credential may not do this, the answer is 403 with the scope it lacks.",
    credentialTable(),
    "## Limits",
    "Requests are counted per organization and product. Every response of a limited product says where you stand, refused ones too. A refused request uses up nothing.",
    limitHeaderMeanings.map(([name, meaning]) => `- \`${name}\`: ${meaning}`).join("\n"),
    fenced("http", refused),
    "## Errors",
    "An error is always JSON, and the status code tells its kind. The body follows the path. Everywhere but /api/v1:",
    fenced("json", errors.nested),
    "Under /api/v1:",
    fenced("json", errors.flat),
    tableOf(
      ["Status", "Code", "Under /api/v1", "Meaning"],
      errors.rows.map(({ status, nested, flat, meaning }) => [String(status), nested, flat, meaning]),
    ),
    "## Products",
    listOf(
      groups.map(({ label, product, description }) => [origin + markdownHref(`/docs/${product}`), label, description]),
    ),
  );
}

function credentialTable(): string {
  const keys = shownKeyProductIds().map((id) => {
    const { label, keys: format, scopes } = productOf(id);
    const begins = [format?.production, format?.development && `${format.development} (test)`].filter(Boolean);
    const rights = scopes.length > 0 ? "Only its scopes" : "The data plane, and the list of its user's keys";
    return [`${label} API key`, begins.join(", "), rights];
  });
  return tableOf(
    ["Credential", "Begins with", "Rights"],
    [
      ["Session token", "eyJ", "Acts as its user"],
      ["Personal access token", patFormat.prefix, "Acts as its user, but does not change who that is"],
      ...keys,
    ],
  );
}
