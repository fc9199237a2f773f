import { resourceMetadata } from "@/lib/features/oauth/metadata";
import { v1ResourceMetadataContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const GET = guard(v1ResourceMetadataContract, async () => resourceMetadata("/v1"));
