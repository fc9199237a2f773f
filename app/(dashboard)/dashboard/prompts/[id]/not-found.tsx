import { MessageSquareText } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function PromptNotFound() {
  return (
    <NotFoundPage
      title="Prompt"
      noun="prompt"
      icon={<MessageSquareText />}
      list={{ href: "/dashboard/prompts", label: "Prompts" }}
    />
  );
}
