import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { corsHeaders } from "@/lib/http/cors";
import { openApiDocument } from "@/lib/http/openapi";

/** The API's description for tools; public, as the reference page is. */
export function GET(): Response {
  const document = openApiDocument(contractTable, runtime().settings.publicUrl);
  return Response.json(document, { headers: { ...corsHeaders, "cache-control": "public, max-age=300" } });
}
