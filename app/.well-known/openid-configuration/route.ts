import { serverMetadata } from "@/lib/features/oauth/metadata";
import { openidMetadataContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const GET = guard(openidMetadataContract, serverMetadata);
