import { reference } from "@/app/(public)/docs/reference";
import { searchIndexOf } from "@/components/reference/search-index";

/** What the search of the reference looks through. */
export async function GET(): Promise<Response> {
  return Response.json(searchIndexOf(await reference()));
}
