import { resourceMetadata } from "@/lib/features/oauth/metadata";
import { resourceMetadataContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const GET = guard(resourceMetadataContract, async () => resourceMetadata(""));
