import { Globe, Lock } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Prompt } from "@/lib/features/prompts/contract";

export function VisibilityBadge({ visibility }: Pick<Prompt, "visibility">) {
  const isPublic = visibility === "public";
  return (
    <Badge tone={isPublic ? "warning" : "neutral"}>
      {isPublic ? <Globe aria-hidden className="size-3" /> : <Lock aria-hidden className="size-3" />}
      {isPublic ? "Public" : "Private"}
    </Badge>
  );
}
