import { readLogo } from "@/lib/access/brand-logo";
import { branding } from "@/lib/access/branding";

/** The operator's logo. Opened by itself it can neither run nor load anything. */
export function GET(): Response {
  const logo = readLogo(branding().logo ?? "");
  if (!logo) return new Response(null, { status: 404 });
  return new Response(logo.bytes, {
    headers: {
      "content-type": logo.type,
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=300",
    },
  });
}
