import { serverMetadata } from "@/lib/features/oauth/metadata";
import { openidMetadataContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(openidMetadataContract, ({ request }) => serverMetadata(request));
