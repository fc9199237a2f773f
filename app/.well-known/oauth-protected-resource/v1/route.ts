import { resourceMetadata } from "@/lib/features/oauth/metadata";
import { v1ResourceMetadataContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(v1ResourceMetadataContract, () => resourceMetadata("/v1"));
