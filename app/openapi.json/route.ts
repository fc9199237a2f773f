import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { corsHeaders } from "@/lib/http/cors";
import { openApiDocument } from "@/lib/http/openapi";
import { createPace } from "@/lib/platform/pace";

/** The API's description for tools; public, as the reference page is. */
export async function GET(): Promise<Response> {
  const document = await openApiDocument(contractTable, runtime().settings.publicUrl, createPace());
  return Response.json(document, { headers: { ...corsHeaders, "cache-control": "public, max-age=300" } });
}
