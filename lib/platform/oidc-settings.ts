import "server-only";
import * as z from "zod";
import { canonicalDomain } from "./email-address";
import { isLoopback } from "./loopback";
import type { SettingNote } from "./setting-conflicts";

/** An OpenID Connect provider that people sign in with, such as a company's own. */
export type OidcProvider = {
  /** `oidc` for the first, `oidc-2` for that of `OIDC_2_ISSUER` and so on: how addresses and forms name it. */
  id: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What its button says after "Continue with". */
  label: string;
  /** In their ASCII form: of these addresses alone it is believed that they are its users'. Empty: of every one. */
  domains: readonly string[];
};

/** Over plain HTTP anybody on the way could hand us keys, except on this machine. */
export function mayBeDiscovered(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === "https:" || isLoopback(hostname);
}

const domains = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(
    z.array(
      z.string().transform((text, context) => {
        const domain = canonicalDomain(text);
        if (domain === null) context.addIssue(`names ${text}, which is not a domain`);
        return domain ?? z.NEVER;
      }),
    ),
  );

const Provider = z.object({
  ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((issuer) => !URL.canParse(issuer) || mayBeDiscovered(issuer), "must be https, or on this machine"),
  CLIENT_ID: z.string().min(1),
  CLIENT_SECRET: z.string().min(1),
  LABEL: z.string().trim().min(1).max(50).optional(),
  DOMAINS: domains.optional(),
});

/** What each variable of a provider means, by the name of the first one's. */
export const oidcMeanings: Readonly<Record<string, string>> = {
  OIDC_ISSUER: "sign-in with an OpenID Connect provider; further ones as OIDC_2_ISSUER …",
  OIDC_CLIENT_ID: "its client ID",
  OIDC_CLIENT_SECRET: "its client secret",
  OIDC_LABEL: 'what its button says after "Continue with"; the issuer\'s host where not set',
  OIDC_DOMAINS: "domains whose addresses it is believed; all where not set",
};

const variable = /^OIDC_(?:(\d+)_)?(ISSUER|CLIENT_ID|CLIENT_SECRET|LABEL|DOMAINS)$/;

/**
 * Reads the providers from `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`, `OIDC_LABEL` and `OIDC_DOMAINS`, further
 * ones from `OIDC_2_ISSUER` and so on. Each problem names its variable; half a provider is one.
 */
export function readOidcProviders(env: Record<string, string | undefined>): {
  providers: OidcProvider[];
  problems: SettingNote[];
} {
  const given = new Map<number, Record<string, string>>();
  const problems: SettingNote[] = [];
  for (const [name, value] of Object.entries(env)) {
    const [, number, field] = variable.exec(name) ?? [];
    if (value === undefined || field === undefined) continue;
    const place = number === undefined ? 1 : Number(number);
    if (number !== undefined && (place < 2 || place > 99 || number.startsWith("0"))) {
      problems.push({ name, message: "has a number other than 2 to 99" });
      continue;
    }
    given.set(place, { ...given.get(place), [field]: value });
  }
  const providers = [...given.keys()]
    .toSorted((one, other) => one - other)
    .flatMap((place): OidcProvider[] => {
      const parsed = Provider.safeParse(given.get(place));
      const prefix = place === 1 ? "OIDC_" : `OIDC_${place}_`;
      if (!parsed.success) {
        problems.push(
          ...parsed.error.issues.map(({ path, message }) => ({ name: `${prefix}${path[0]?.toString()}`, message })),
        );
        return [];
      }
      const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, LABEL, DOMAINS = [] } = parsed.data;
      const label = LABEL ?? new URL(issuer).host;
      return [{ id: place === 1 ? "oidc" : `oidc-${place}`, issuer, clientId, clientSecret, label, domains: DOMAINS }];
    });
  const issuers = providers.map(({ issuer }) => issuer);
  if (new Set(issuers).size < issuers.length) problems.push({ name: "OIDC_ISSUER", message: "names an issuer twice" });
  return { providers, problems };
}
