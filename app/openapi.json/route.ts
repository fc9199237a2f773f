import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { corsHeaders, preflightHeaders } from "@/lib/http/cors";
import { openApiDocument } from "@/lib/http/openapi";

/** The API's description for tools; public, as the reference page is. */
export function GET(): Response {
  const document = openApiDocument(contractTable, runtime().settings.publicUrl);
  return Response.json(document, { headers: { ...corsHeaders, "cache-control": "public, max-age=300" } });
}

/** Its preflight: pages of any origin may read it, as they may call what it describes. */
export function OPTIONS({ headers }: Request): Response {
  const offer = { methods: ["GET", "HEAD", "OPTIONS"], contracts: [{ method: "GET" }] };
  const asked = headers.get("access-control-request-headers");
  return new Response(null, { status: 204, headers: preflightHeaders(offer, asked) });
}
