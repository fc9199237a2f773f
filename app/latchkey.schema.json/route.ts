import { runtime } from "@/lib/access/runtime";
import { documentSchema } from "@/lib/features/catalogue/document-schema";
import { corsHeaders } from "@/lib/http/cors";

/** The form of `latchkey.yaml`, for editors; public, as the reference is. */
export function GET(): Response {
  const schema = documentSchema(runtime().settings.publicUrl);
  return Response.json(schema, { headers: { ...corsHeaders, "cache-control": "public, max-age=300" } });
}
