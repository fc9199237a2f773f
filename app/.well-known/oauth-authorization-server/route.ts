import { serverMetadata } from "@/lib/features/oauth/metadata";
import { metadataContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(metadataContract, ({ request }) => serverMetadata(request));
